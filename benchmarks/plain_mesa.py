"""Plain Mesa agents with far simpler rules: the yardstick of the compiled rules.

A person has one problem level, trust, stress and a job or none; a week is three random draws and a few sums.
"""

import mesa


class PlainPerson(mesa.Agent):
    """A person with a handful of attributes and a simple week."""

    def __init__(self, model):
        super().__init__(model)
        self.level, self.trust, self.stress, self.satisfaction, self.works = 2, 0.4, 0.4, 6.0, False

    def step(self):
        """Live a week: a problem moves, work is found or lost, states of mind follow."""
        draw = self.random.random()
        if draw < 0.002 * (1.0 + self.stress) and self.level < 4:
            self.level += 1
        elif draw > 0.998 and self.level > 0:
            self.level -= 1
        if self.random.random() < 0.04:
            self.trust += 0.05 * (1.0 - self.trust)
        if not self.works:
            self.works = self.random.random() < 0.002 * (1.0 - self.stress)
        self.stress += 0.1 * (0.2 + 0.1 * self.level - self.stress)
        self.trust += 0.006 * (0.4 - self.trust)
        self.satisfaction += 0.04 * (7.0 - 0.3 * self.level + self.trust - self.stress + self.works - self.satisfaction)


class PlainModel(mesa.Model):
    """Plain people; four means are collected a week."""

    def __init__(self, people: int, rng: int = 1):
        super().__init__(rng=rng)
        PlainPerson.create_agents(self, people)
        names = ("level", "trust", "satisfaction", "works")
        self.collector = mesa.DataCollector(model_reporters={name: _mean_of(name) for name in names})

    def step(self):
        """Let everybody live a week, in random order, and collect."""
        self.agents.shuffle_do("step")
        self.collector.collect(self)


def _mean_of(name):
    def mean(model):
        return sum(getattr(agent, name) for agent in model.agents) / len(model.agents)

    return mean
