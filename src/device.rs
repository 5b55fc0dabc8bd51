//! What the engine computes on: the processor, or a GPU through WebGPU (in the page) or Vulkan, Metal or DirectX.
//!
//! A GPU can fail long after it was opened, and outside any call of ours: the driver resets, memory runs out, a
//! kernel is refused. Such an event is latched in [`Health`], which whoever drives a run asks between two steps; what
//! was computed since the last snapshot is then not to be trusted.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Poll, Waker};

use burn::tensor::Device;

use crate::view::{DeviceInfo, DeviceKind};
use crate::words::Words;

#[cfg(all(feature = "gpu", target_family = "wasm"))]
mod probe;

/// A device that has been opened.
#[derive(Clone, Debug)]
pub struct Compute {
    /// Where tensors live.
    pub device: Device,
    /// What a person is told of it.
    pub info: DeviceInfo,
    /// Whether it still works.
    pub health: Health,
}

/// Whether a device still works; all clones share one answer.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Record>);

#[derive(Debug, Default)]
struct Record {
    failure: OnceLock<Words>,
    sleeper: Mutex<Option<Waker>>,
}

impl Health {
    /// Notes what went wrong. Only the first failure is kept: the others follow from it.
    pub fn fail(&self, reason: Words) {
        // An `Err` says that there was an earlier failure, which is the one to report.
        let _ = self.0.failure.set(reason);
        if let Some(sleeper) = self.sleeper().take() {
            sleeper.wake();
        }
    }

    /// Whether results can be trusted.
    ///
    /// # Errors
    ///
    /// What went wrong and what to do.
    pub fn check(&self) -> Result<(), Words> {
        match self.0.failure.get() {
            None => Ok(()),
            Some(reason) => Err(reason.clone()),
        }
    }

    /// Waits for the failure: for whoever would otherwise sleep through it.
    pub async fn failure(&self) {
        poll_fn(|context| {
            *self.sleeper() = Some(context.waker().clone());
            match self.check() {
                Ok(()) => Poll::Pending,
                Err(_) => Poll::Ready(()),
            }
        })
        .await;
    }

    fn sleeper(&self) -> MutexGuard<'_, Option<Waker>> {
        // A waker is whole even if somebody panicked beside it.
        self.0
            .sleeper
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the kind of device that is asked for.
///
/// # Errors
///
/// Why there is none, and what to do.
pub async fn open(kind: DeviceKind) -> Result<Compute, Words> {
    match kind {
        DeviceKind::Cpu => Ok(cpu()),
        DeviceKind::Gpu => gpu().await,
    }
}

/// The processor, which is always there.
pub fn cpu() -> Compute {
    let threads = if cfg!(target_family = "wasm") {
        1
    } else {
        std::thread::available_parallelism().map_or(1, usize::from)
    };
    let name = if cfg!(target_family = "wasm") {
        "WebAssembly, 1 × 128-bit SIMD".to_owned()
    } else {
        format!("{}, {threads} threads", std::env::consts::ARCH)
    };
    Compute {
        device: Device::flex(),
        info: DeviceInfo {
            kind: DeviceKind::Cpu,
            name,
            software: false,
            largest_tensor: None,
        },
        health: Health::default(),
    }
}

/// This build has no GPU code.
#[cfg(not(feature = "gpu"))]
async fn gpu() -> Result<Compute, Words> {
    Err(Words::fixed(
        "This build computes on the processor only. Choose the CPU, or build with the cargo feature `gpu`.",
        "这个构建只能在处理器上计算。请选择 CPU，或启用 cargo 特性 `gpu` 重新构建。",
    ))
}

/// What is known of a GPU before it is opened.
#[cfg(feature = "gpu")]
struct Adapter {
    /// Maker and model, as far as it is told.
    name: String,
    /// Whether its driver calls it an emulation.
    fallback: bool,
}

#[cfg(all(feature = "gpu", not(target_family = "wasm")))]
impl Adapter {
    fn describe(info: &wgpu::AdapterInfo) -> Self {
        Adapter {
            name: info.name.clone(),
            fallback: info.device_type == wgpu::DeviceType::Cpu,
        }
    }
}

/// The best GPU there is, software adapters included: whether to use one of those is for the sink to decide.
#[cfg(feature = "gpu")]
async fn gpu() -> Result<Compute, Words> {
    #[cfg(target_family = "wasm")]
    let adapter = probe::adapter().await?;
    let (device, setup) = Device::wgpu_options()
        .tasks_max(TASKS_IN_ONE_SUBMISSION)
        .init_with_setup_async()
        .await
        .map_err(|error| cannot_open(&error.to_string()))?;
    let health = Health::default();
    watch(&setup.device, &health);
    #[cfg(not(target_family = "wasm"))]
    let adapter = Adapter::describe(&setup.adapter.get_info());
    Ok(Compute {
        device,
        info: DeviceInfo {
            kind: DeviceKind::Gpu,
            software: adapter.fallback || crate::view::is_emulation(&adapter.name),
            name: adapter.name,
            largest_tensor: Some(largest_tensor(&setup.device.limits())),
        },
        health,
    })
}

/// A kernel sees a tensor through one binding of one buffer.
#[cfg(feature = "gpu")]
fn largest_tensor(limits: &wgpu::Limits) -> u64 {
    limits
        .max_storage_buffer_binding_size
        .min(limits.max_buffer_size)
}

/// Kernel launches that are collected before the GPU is told: each submission costs the browser a message to another
/// process, while a longer list keeps the GPU waiting for its first kernel. This is cubecl's default.
#[cfg(feature = "gpu")]
const TASKS_IN_ONE_SUBMISSION: usize = 32;

/// Latches every failure that the driver reports outside a call. Replaces cubecl's handler, which panics.
#[cfg(feature = "gpu")]
fn watch(device: &wgpu::Device, health: &Health) {
    let errors = health.clone();
    device.on_uncaptured_error(Arc::new(move |error| errors.fail(gpu_error(&error))));
    let loss = health.clone();
    device.set_device_lost_callback(move |_reason, message| loss.fail(gpu_lost(&message)));
}

#[cfg(feature = "gpu")]
fn gpu_error(error: &wgpu::Error) -> Words {
    match error {
        wgpu::Error::OutOfMemory { .. } => Words::fixed(
            "The GPU has run out of memory. A smaller model, batch or context needs less.",
            "GPU 显存不足。请减小模型、批大小或上下文长度。",
        ),
        wgpu::Error::Validation { description, .. } | wgpu::Error::Internal { description, .. } => {
            let cause = first_line(description);
            Words::new(
                format!(
                    "The GPU refused a computation, so its results cannot be trusted ({cause}). Please report this with the name of your GPU."
                ),
                format!("GPU 拒绝了一次计算，结果不可信（{cause}）。请附上 GPU 型号反馈此问题。"),
            )
        }
    }
}

#[cfg(feature = "gpu")]
fn gpu_lost(message: &str) -> Words {
    let cause = first_line(message);
    Words::new(
        format!(
            "The GPU is gone: the driver was reset, the device was removed, or the browser took it away ({cause}). Reload the page to use the GPU again."
        ),
        format!(
            "GPU 已断开：驱动重置、设备被移除或被浏览器收回（{cause}）。刷新页面即可重新使用 GPU。"
        ),
    )
}

#[cfg(feature = "gpu")]
fn cannot_open(cause: &str) -> Words {
    let cause = first_line(cause);
    Words::new(
        format!("No GPU could be opened ({cause}). Update the graphics driver, or choose the CPU."),
        format!("无法打开 GPU（{cause}）。请更新显卡驱动，或选择 CPU。"),
    )
}

/// Drivers explain at length; a person is shown the beginning.
#[cfg(any(feature = "gpu", test))]
fn first_line(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.lines().find(|line| !line.trim().is_empty());
    line.unwrap_or("no reason given")
        .trim()
        .chars()
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_the_one_that_is_reported() {
        let health = Health::default();
        let other = health.clone();
        assert!(health.check().is_ok());
        other.fail(Words::fixed("lost", "断开"));
        health.fail(Words::fixed("refused", "拒绝"));
        assert_eq!(health.check(), Err(Words::fixed("lost", "断开")));
    }

    #[test]
    fn a_long_explanation_is_cut_to_its_first_line() {
        assert_eq!(first_line("\n  device lost  \nat 0x00"), "device lost");
        assert_eq!(first_line(&"x".repeat(500)).len(), 160);
        assert_eq!(first_line(""), "no reason given");
    }
}
