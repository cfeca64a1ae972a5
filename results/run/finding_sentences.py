"""Sentences of findings: whole sentences with placeholders, since word order differs between languages.

`{said}` stands for a clause that follows “After two years”; a measure without a clause of its own uses `OTHER`.
"""

from ..words.language import N_

OTHER = "other"
NO_CLEAR, HARDLY_ANY, EITHER = "no clear", "hardly any", "hardly any or no clear"
NONE_SENTENCES = {
    NO_CLEAR: N_("After {duration} no clear difference from {control} in {measure}{silent}."),
    HARDLY_ANY: N_("After {duration} hardly any difference from {control} in {measure}{silent}."),
    EITHER: N_("After {duration} hardly any or no clear difference from {control} in {measure}{silent}."),
}
NONE_OF_ALL = {
    NO_CLEAR: N_("After {duration} no clear difference from {control} in any of these outcomes."),
    HARDLY_ANY: N_("After {duration} hardly any difference from {control} in any of these outcomes."),
    EITHER: N_("After {duration} hardly any or no clear difference from {control} in any of these outcomes."),
}
NONE_IN = {
    NO_CLEAR: N_("; no clear difference in {measures}"),
    HARDLY_ANY: N_("; hardly any difference in {measures}"),
    EITHER: N_("; hardly any or no clear difference in {measures}"),
}
NOUNS = {
    "exit_work": N_("people leaving for work"),
    "durable_exit": N_("people holding work for half a year"),
    "part_time": N_("people earning beside the benefit"),
    "taking_part": N_("people taking part in society"),
    "lasting_part": N_("people taking part for half a year"),
}
LEVEL_SENTENCES = {
    "exit_work": N_("{value} of every 100 people have left the benefit for work"),
    "durable_exit": N_("{value} of every 100 people have left for work and held it half a year"),
    "part_time": N_("{value} of every 100 people earn beside the benefit"),
    "taking_part": N_("{value} of every 100 people take part in society"),
    "lasting_part": N_("{value} of every 100 people have taken part in society for half a year"),
    OTHER: N_("{measure} is {value}"),
}
LEVELS_OF_SOME = {
    "exit_work": N_("{value} of every 100 have left the benefit for work"),
    "durable_exit": N_("{value} of every 100 have left for work and held it half a year"),
    "part_time": N_("{value} of every 100 earn beside the benefit"),
    "taking_part": N_("{value} of every 100 take part in society"),
    "lasting_part": N_("{value} of every 100 have taken part in society for half a year"),
    OTHER: N_("{measure} is {value}"),
}
MORE_SENTENCES = {
    "exit_work": N_("more people have left the benefit for work in {groups}"),
    "durable_exit": N_("more people have left for work and held it half a year in {groups}"),
    "part_time": N_("more people earn beside the benefit in {groups}"),
    "taking_part": N_("more people take part in society in {groups}"),
    "lasting_part": N_("more people have taken part in society for half a year in {groups}"),
    "contacts_held": N_("more conversations are held in {groups}"),
    OTHER: N_("{measure} is higher in {groups}"),
}
FEWER_SENTENCES = {
    "exit_work": N_("fewer people have left the benefit for work in {groups}"),
    "durable_exit": N_("fewer people have left for work and held it half a year in {groups}"),
    "part_time": N_("fewer people earn beside the benefit in {groups}"),
    "taking_part": N_("fewer people take part in society in {groups}"),
    "lasting_part": N_("fewer people have taken part in society for half a year in {groups}"),
    "contacts_held": N_("fewer conversations are held in {groups}"),
    OTHER: N_("{measure} is lower in {groups}"),
}
UP_PHRASES = {
    "exit_work": N_("more people leaving for work"),
    "durable_exit": N_("more people holding work for half a year"),
    "part_time": N_("more people earning beside the benefit"),
    "taking_part": N_("more people taking part in society"),
    "lasting_part": N_("more people taking part for half a year"),
    "contacts_held": N_("more conversations held"),
    OTHER: N_("higher {measure}"),
}
DOWN_PHRASES = {
    "exit_work": N_("fewer people leaving for work"),
    "durable_exit": N_("fewer people holding work for half a year"),
    "part_time": N_("fewer people earning beside the benefit"),
    "taking_part": N_("fewer people taking part in society"),
    "lasting_part": N_("fewer people taking part for half a year"),
    "contacts_held": N_("fewer conversations held"),
    OTHER: N_("lower {measure}"),
}
TOO_FEW = {
    "exit_work": N_("Too few people left for work in each group to show a difference."),
    "durable_exit": N_("Too few people left for work and held it half a year in each group to show a difference."),
    "part_time": N_("Too few people earn beside the benefit in each group to show a difference."),
    "taking_part": N_("Too few people take part in society in each group to show a difference."),
    "lasting_part": N_("Too few people have taken part for half a year in each group to show a difference."),
    OTHER: N_("Too few people in each group to show a difference in {measure}."),
}
