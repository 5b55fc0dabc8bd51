//! What is saved goes on as if nothing had happened.

use super::*;

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let optimizers = [
        Optimizer::AdamW(AdamW::default()),
        Optimizer::Sgd(Sgd::default()),
        Optimizer::Lion(Lion::default()),
        Optimizer::Muon(Muon::default()),
    ];
    let mut recipes: Vec<Experiment> = optimizers
        .into_iter()
        .map(|optimizer| {
            with(|training| {
                training.optimizer = optimizer;
                training.steps = 12;
            })
        })
        .collect();
    for state in [StateCarry::Fresh, StateCarry::Carried] {
        let mut experiment = recurrent(state);
        experiment.training.steps = 12;
        recipes.push(experiment);
    }
    for model in windows() {
        let mut experiment = Experiment { model, ..small() };
        experiment.training.steps = 12;
        recipes.push(experiment);
    }
    for experiment in recipes {
        let mut whole = prepare(experiment.clone(), None);
        let uninterrupted = run(&mut whole, usize::MAX);

        let mut first = prepare(experiment.clone(), None);
        run(&mut first, 7);
        let artifact = block_on(first.save()).unwrap();
        let mut second = prepare(experiment.clone(), Some(artifact));
        assert_eq!(second.step(), 7);
        let resumed = run(&mut second, usize::MAX);

        assert_eq!(
            losses(&uninterrupted)[7..],
            losses(&resumed),
            "{:?} {:?}",
            experiment.model,
            experiment.training.optimizer
        );
        assert_eq!(
            evaluations(&uninterrupted).last(),
            evaluations(&resumed).last()
        );
        let weights = |session: &Session| block_on(session.save()).unwrap().weights;
        assert_eq!(weights(&whole), weights(&second));
    }
}

/// Everything that was told beside the steps, in order.
fn milestones(happenings: &[Happening]) -> Vec<Happening> {
    happenings
        .iter()
        .filter(|happening| !matches!(happening, Happening::Stepped(_)))
        .cloned()
        .collect()
}

#[test]
fn a_resumed_run_stops_early_at_the_same_best() {
    let mut whole = prepare(hopeless(), None);
    let uninterrupted = run(&mut whole, usize::MAX);
    let best_step = whole.step();
    assert_eq!(
        whole.ending(),
        Some(&Ending::EarlyStopped { best_step }),
        "so the test has something to test"
    );
    // Saved at the best step itself, and after it, when the weights have moved on.
    for at in [best_step, best_step + 15] {
        let mut first = prepare(hopeless(), None);
        let before = run(&mut first, at);
        let artifact = block_on(first.save()).unwrap();
        let mut second = prepare(hopeless(), Some(artifact));
        let after = run(&mut second, usize::MAX);
        assert_eq!(
            milestones(&[before, after].concat()),
            milestones(&uninterrupted)
        );
        assert_eq!(second.step(), best_step);
        let weights = |session: &Session| block_on(session.save()).unwrap().weights;
        assert!(weights(&whole) == weights(&second), "saved at {at}");
    }
}

#[test]
fn patience_begins_anew_where_there_is_nothing_to_go_back_to() {
    let mut careless = hopeless();
    careless.training.patience = 0;
    let mut first = prepare(careless, None);
    run(&mut first, 205);
    // As in a file of an earlier version, which kept nothing of a run without patience.
    first.watch.forget_best();
    first.best = None;
    let artifact = block_on(first.save()).unwrap();
    let mut second = prepare(hopeless(), Some(artifact));
    run(&mut second, usize::MAX);
    let Some(Ending::EarlyStopped { best_step }) = second.ending() else {
        panic!("{:?}", second.ending());
    };
    assert!(*best_step > 205);
    assert_eq!(second.step(), *best_step);
}

#[test]
fn a_run_that_went_back_to_its_best_has_all_its_patience_again() {
    let mut first = prepare(hopeless(), None);
    run(&mut first, usize::MAX);
    let best_step = first.step();
    assert_eq!(first.ending(), Some(&Ending::EarlyStopped { best_step }));
    let artifact = block_on(first.save()).unwrap();
    // It goes the same way again: three evaluations that are no better, and back.
    let again = run(&mut prepare(hopeless(), Some(artifact)), usize::MAX);
    let steps: Vec<usize> = evaluations(&again).iter().map(|each| each.step).collect();
    assert_eq!(
        steps,
        [best_step + 10, best_step + 20, best_step + 30, best_step]
    );
}

#[test]
fn what_was_still_to_be_done_when_a_run_was_saved_is_made_up_for() {
    let uninterrupted = run(&mut prepare(small(), None), usize::MAX);
    // At step 20 an evaluation and a sample fall due, at step 30, the last one, those that close the run. They are done
    // piece by piece; the run is left in between.
    for (step, pieces) in [(20, 0), (20, 3), (20, 5), (30, 0), (30, 2), (30, 6)] {
        let mut first = prepare(small(), None);
        let mut told = run(&mut first, step - 1);
        while first.step() < step {
            told.extend(block_on(first.advance()).unwrap());
        }
        for _ in 0..pieces {
            told.extend(block_on(first.advance()).unwrap());
        }
        assert!(!first.is_between_steps(), "{pieces} pieces at step {step}");
        let artifact = block_on(first.save()).unwrap();
        told.extend(run(&mut prepare(small(), Some(artifact)), usize::MAX));
        assert_eq!(
            milestones(&told),
            milestones(&uninterrupted),
            "left at step {step} after {pieces} pieces"
        );
    }
}

#[test]
fn a_finished_run_is_not_judged_again() {
    let mut session = prepare(small(), None);
    run(&mut session, usize::MAX);
    let artifact = block_on(session.save()).unwrap();
    let again = run(&mut prepare(small(), Some(artifact.clone())), usize::MAX);
    assert_eq!(again, [Happening::Ended(Ending::Completed)]);
    // With more steps to take, it goes on.
    let longer = with(|training| training.steps = 40);
    let mut session = prepare(longer, Some(artifact));
    let on = run(&mut session, usize::MAX);
    let steps: Vec<usize> = evaluations(&on).iter().map(|each| each.step).collect();
    assert_eq!(steps, [40]);
}

#[test]
fn a_run_goes_on_with_another_optimizer_that_begins_anew() {
    let mut first = prepare(with(|training| training.steps = 12), None);
    run(&mut first, 7);
    let artifact = block_on(first.save()).unwrap();
    let sgd = with(|training| {
        training.steps = 12;
        training.optimizer = Optimizer::Sgd(Sgd::default());
    });
    let mut whole = prepare(sgd.clone(), Some(artifact));
    assert_eq!((whole.step(), whole.prepared().remarks.len()), (7, 1));
    assert!(whole.prepared().remarks[0].en.contains("another optimizer"));
    // Saved again on its way, it goes on as if nothing had happened.
    run(&mut whole, 9);
    let saved = block_on(whole.save()).unwrap();
    let rest = losses(&run(&mut whole, usize::MAX));
    let mut second = prepare(sgd, Some(saved));
    assert!(second.prepared().remarks.is_empty());
    assert_eq!(losses(&run(&mut second, usize::MAX)), rest);
    let weights = |session: &Session| block_on(session.save()).unwrap().weights;
    assert_eq!(weights(&whole), weights(&second));
}

#[test]
fn a_run_goes_on_with_a_memory_that_begins_anew() {
    let resumed = |from: Experiment, on: Experiment| {
        let mut first = prepare(from, None);
        run(&mut first, 7);
        let artifact = block_on(first.save()).unwrap();
        let mut second = prepare(on, Some(artifact));
        let remarks = second.prepared().remarks.len();
        assert_eq!(losses(&run(&mut second, usize::MAX)).len(), 23);
        remarks
    };
    let carried = recurrent(StateCarry::Carried);
    let mut larger = carried.clone();
    larger.training.batch_size = 6;
    assert_eq!(resumed(recurrent(StateCarry::Fresh), carried.clone()), 1);
    assert_eq!(resumed(carried.clone(), larger), 1);
    assert_eq!(resumed(carried.clone(), recurrent(StateCarry::Fresh)), 0);
    assert_eq!(resumed(carried.clone(), carried), 0);
}

#[test]
fn a_run_that_learned_by_heart_goes_back_to_its_best_also_when_it_was_saved() {
    let mut careless = hopeless();
    careless.training.patience = 0;
    let mut first = prepare(careless.clone(), None);
    let told = run(&mut first, usize::MAX);
    assert_eq!(first.ending(), Some(&Ending::Completed));
    let scheduled: Vec<view::Evaluation> = evaluations(&told)
        .into_iter()
        .filter(|each| each.step < careless.training.steps)
        .collect();
    let best = scheduled.iter().min_by(|one, other| {
        let loss = |each: &view::Evaluation| each.validation.nats_per_token;
        loss(one).total_cmp(&loss(other))
    });
    let best_step = best.unwrap().step;
    assert!(
        best_step + 100 < careless.training.steps,
        "so the test has something to test"
    );
    assert_eq!(
        first.best_to_go_back_to().map(|(step, _)| step),
        Some(best_step)
    );
    // What it said and had there it says and has again.
    let mut until_best = prepare(careless.clone(), None);
    run(&mut until_best, best_step);
    let wanted = block_on(until_best.evaluate_whole(&mut NoProgress)).unwrap();

    let artifact = block_on(first.save()).unwrap();
    for session in [&mut first, &mut prepare(careless.clone(), Some(artifact))] {
        assert!(session.go_back());
        let told = run(session, usize::MAX);
        assert_eq!(
            told.last(),
            Some(&Happening::Ended(Ending::WentBack { best_step }))
        );
        assert_eq!(evaluations(&told)[0].validation, wanted.validation);
        assert_eq!(session.step(), best_step);
        assert_eq!(
            block_on(session.evaluate_whole(&mut NoProgress)).unwrap(),
            wanted
        );
        assert!(!session.go_back(), "it is there");
    }
}

#[test]
fn a_run_that_did_not_get_worse_keeps_one_set_of_weights() {
    let mut session = prepare(small(), None);
    run(&mut session, usize::MAX);
    assert!(session.best_to_go_back_to().is_none() && !session.go_back());
    let artifact = block_on(session.save()).unwrap();
    let file = weights::File::open(&artifact.weights).unwrap();
    assert!(file.names().iter().all(|name| !name.starts_with(BEST)));
}
