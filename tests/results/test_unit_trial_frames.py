"""Unit: roles and outcomes follow from the frames of a trial, and incomplete frames are refused."""

import pandas as pd
import pytest
from trial_samples import ARMS, MEASURES, sample_trial

from results.trial.trial_analysis import analyse, roles_in
from results.trial.trial_frames import FRAME_COLUMNS, Roles, TrialFramesError, check_frames

ROLES = Roles("standard", ARMS, ("reference",))


def test_surveyed_groups_take_part_in_the_trial():
    trial = sample_trial(outside=100, size=30)
    assert roles_in(trial, "standard") == ROLES
    with pytest.raises(TrialFramesError, match="control group 'reference' gets no questionnaires"):
        roles_in(trial, "reference")
    with pytest.raises(TrialFramesError, match="names no control group"):
        roles_in(trial, None)


@pytest.mark.parametrize("frame", FRAME_COLUMNS)
def test_frames_without_a_column_or_with_a_repeated_key_are_refused(frame):
    trial = sample_trial(size=10)
    check_frames(trial)
    whole = getattr(trial, frame)
    setattr(trial, frame, whole.drop(columns=FRAME_COLUMNS[frame][-1]))
    with pytest.raises(TrialFramesError, match=f"the frame {frame} lacks {FRAME_COLUMNS[frame][-1]}"):
        check_frames(trial)
    setattr(trial, frame, pd.concat([whole, whole.head(1)]))
    with pytest.raises(TrialFramesError, match=f"the frame {frame} holds a row twice"):
        check_frames(trial)


def test_a_short_trial_has_the_outcomes_until_its_end():
    trial = sample_trial(size=60, months=12)
    trial.surveys, trial.truth = (frame[frame["wave"] < 2] for frame in (trial.surveys, trial.truth))
    outcomes = set(analyse(trial, "standard", 52)["estimates"]["outcome"])
    assert outcomes == {"exit_work_12", *(f"{measure}_w1" for measure in MEASURES)}
