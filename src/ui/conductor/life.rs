//! The life of a run: what it does next, decided from what is known of it; pure.

use super::Afterwards;
use crate::protocol::Ending;
use crate::ui::state::Phase;

/// What a run does once nothing holds it up any more: it stands prepared, was timed, was moved, or could not be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// It waits to be told.
    Stand,
    /// It takes one step.
    Step,
    /// It trains.
    Run,
    /// Nothing: it is over, as it was before.
    Over(Ending),
}

/// What a run does next, whose ending may be known, and which has done so many of its steps.
pub(super) fn next(
    ending: Option<&Ending>,
    done: usize,
    total: usize,
    afterwards: Afterwards,
) -> Next {
    if let Some(ending) = ending {
        return Next::Over(ending.clone());
    }
    match afterwards {
        // Of a run that was moved during its last evaluation, the engine makes up for that, and then says that it is over.
        Afterwards::Run => Next::Run,
        _ if total > 0 && done >= total => Next::Over(Ending::Completed),
        Afterwards::Stay => Next::Stand,
        Afterwards::Step => Next::Step,
    }
}

/// How a run ended, if that is still so in a state of this step: one that lost its end goes on towards it.
pub(super) fn ending_at(ending: Option<Ending>, step: usize, total: usize) -> Option<Ending> {
    ending.filter(|ending| match ending {
        Ending::Completed => step >= total,
        other => other.went_back_to().is_none_or(|back_to| step == back_to),
    })
}

/// What it means to press "Train".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// The run goes on.
    Resume,
    /// It trains already.
    Nothing,
    /// It trains as soon as it can.
    OnceItStands,
    /// Another run of the recipe begins.
    Anew,
}

/// What "Train" means in this phase, to a run that is over or not.
pub(super) fn pressed_train(phase: &Phase, ending: Option<&Ending>) -> Press {
    match phase {
        Phase::Paused => Press::Resume,
        Phase::Running => Press::Nothing,
        Phase::Idle | Phase::Finished(_) | Phase::Failed { .. } => Press::Anew,
        // It is over, and only on its way to another device.
        Phase::Preparing(_) | Phase::Moving(_) if ending.is_some() => Press::Anew,
        Phase::Preparing(_) | Phase::Moving(_) | Phase::Timing | Phase::Waiting => {
            Press::OnceItStands
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::DeviceKind;
    use crate::words::Words;

    fn endings() -> [Ending; 4] {
        [
            Ending::Completed,
            Ending::EarlyStopped { best_step: 20 },
            Ending::WentBack { best_step: 20 },
            Ending::Diverged {
                explanation: Words::fixed("It diverged.", "发散了。"),
                step: Some(20),
            },
        ]
    }

    const ALL: [Afterwards; 3] = [Afterwards::Stay, Afterwards::Step, Afterwards::Run];

    #[test]
    fn a_run_that_is_over_stays_over_wherever_it_is_carried() {
        for ending in endings() {
            for afterwards in ALL {
                let next = next(Some(&ending), 20, 400, afterwards);
                assert_eq!(next, Next::Over(ending.clone()), "{afterwards:?}");
            }
        }
    }

    #[test]
    fn a_run_that_is_not_over_does_what_it_was_told() {
        let told = |afterwards| next(None, 20, 400, afterwards);
        assert_eq!(ALL.map(told), [Next::Stand, Next::Step, Next::Run]);
        // After its last step: it has its last evaluation before it, or is known to be over from its steps alone.
        let told = |afterwards| next(None, 400, 400, afterwards);
        let over = || Next::Over(Ending::Completed);
        assert_eq!(ALL.map(told), [over(), over(), Next::Run]);
    }

    #[test]
    fn a_state_from_before_the_end_goes_on() {
        for ending in endings() {
            let (end, before) = match ending {
                Ending::Completed => (400, 399),
                _ => (20, 15),
            };
            let at = |step| ending_at(Some(ending.clone()), step, 400);
            assert_eq!(at(end), Some(ending.clone()));
            assert_eq!(at(before), None, "{ending:?}");
        }
        // Stored before endings said where they went back to.
        let old = Ending::Diverged {
            explanation: Words::fixed("", ""),
            step: None,
        };
        assert_eq!(ending_at(Some(old.clone()), 7, 400), Some(old));
    }

    #[test]
    fn train_begins_anew_where_the_run_is_over() {
        let over = Ending::Completed;
        let moving = Phase::Moving(DeviceKind::Gpu);
        let preparing = Phase::Preparing(None);
        for phase in [&moving, &preparing, &Phase::Finished(over.clone())] {
            assert_eq!(pressed_train(phase, Some(&over)), Press::Anew, "{phase:?}");
        }
        for phase in [&moving, &preparing, &Phase::Timing, &Phase::Waiting] {
            assert_eq!(pressed_train(phase, None), Press::OnceItStands, "{phase:?}");
        }
        // What waits is another run than the one that is over.
        let waits = pressed_train(&Phase::Waiting, Some(&over));
        assert_eq!(waits, Press::OnceItStands);
        assert_eq!(pressed_train(&Phase::Paused, None), Press::Resume);
        assert_eq!(pressed_train(&Phase::Running, None), Press::Nothing);
    }
}
