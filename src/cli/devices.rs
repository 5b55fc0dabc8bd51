//! What computes: the choice of the recipe, or the faster of the two.

use super::Failure;
use super::output::Output;
use crate::device::{self, Compute};
use crate::experiment::{DeviceChoice, Experiment};
use crate::progress::Halt;
use crate::protocol::{Artifact, Materials};
use crate::session::Session;
use crate::view::DeviceKind;
use crate::words::Words;

/// How long each device is timed, in milliseconds.
const TRIAL: f64 = 1000.0;

/// A device for what needs no training: asked for, or the processor, which needs no warming up.
pub(super) async fn for_reading(choice: DeviceChoice) -> Result<Compute, Failure> {
    match choice {
        DeviceChoice::Gpu => Ok(device::open(DeviceKind::Gpu).await?),
        DeviceChoice::Auto | DeviceChoice::Cpu => Ok(device::cpu()),
    }
}

/// A run at its first step, or where the artifact left it.
pub(super) async fn prepare(
    experiment: Experiment,
    materials: Materials,
    artifact: Option<Artifact>,
    output: &Output,
) -> Result<(Session, Compute), Failure> {
    let counts = experiment.model.counts();
    let gpu = match experiment.device {
        DeviceChoice::Gpu => {
            let gpu = device::open(DeviceKind::Gpu).await?;
            let session = open(experiment, materials, artifact, &gpu, output).await?;
            return Ok((session, gpu));
        }
        DeviceChoice::Cpu => None,
        // Counting happens on the processor in any case.
        DeviceChoice::Auto if counts => None,
        DeviceChoice::Auto => device::open(DeviceKind::Gpu)
            .await
            .ok()
            .filter(|gpu| !gpu.info.software),
    };
    let cpu = device::cpu();
    let Some(gpu) = gpu else {
        let session = open(experiment, materials, artifact, &cpu, output).await?;
        return Ok((session, cpu));
    };
    let (again, same) = (experiment.clone(), materials.clone());
    let mut session = open(again, same, artifact, &cpu, output).await?;

    let on_cpu = session.benchmark(TRIAL, &mut &*output).await?;
    let start = session.save().await?;
    let on_gpu = match open(experiment, materials, Some(start), &gpu, output).await {
        Ok(mut session) => match session.benchmark(TRIAL, &mut &*output).await {
            Ok(milliseconds) if gpu.health.check().is_ok() => Ok((session, milliseconds)),
            Ok(_) | Err(Halt::Problems(_)) => Err(()),
            Err(Halt::Cancelled) => return Err(Failure::Interrupted),
        },
        Err(Halt::Problems(_)) => Err(()),
        Err(Halt::Cancelled) => return Err(Failure::Interrupted),
    };
    let Ok((gpu_session, on_gpu)) = on_gpu else {
        output.remark(&Words::fixed(
            "The GPU failed its trial; training on the CPU.",
            "GPU 试运行失败，改用 CPU 训练。",
        ));
        return Ok((session, cpu));
    };
    let faster = if on_gpu < on_cpu { "GPU" } else { "CPU" };
    output.remark(&Words::new(
        format!("A step takes {on_gpu:.1} ms on the GPU and {on_cpu:.1} ms on the CPU; training on the {faster}."),
        format!("每步在 GPU 上用时 {on_gpu:.1} 毫秒，在 CPU 上 {on_cpu:.1} 毫秒；使用 {faster} 训练。"),
    ));
    Ok(if on_gpu < on_cpu {
        (gpu_session, gpu)
    } else {
        (session, cpu)
    })
}

async fn open(
    experiment: Experiment,
    materials: Materials,
    artifact: Option<Artifact>,
    compute: &Compute,
    output: &Output,
) -> Result<Session, Halt> {
    Session::prepare(
        experiment,
        materials,
        artifact,
        compute.device.clone(),
        compute.info.clone(),
        &mut &*output,
    )
    .await
}
