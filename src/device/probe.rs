//! Asks the browser about its GPU before anything else touches it.
//!
//! wgpu passes on little of what the browser says of an adapter, and the kernels' runtime panics where a feature it
//! needs is missing; here every such case gets its reason instead.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Adapter;
use crate::words::Words;

/// The adapter that wgpu will open.
///
/// # Errors
///
/// Why there is none that can be used, and what to do.
pub(super) async fn adapter() -> Result<Adapter, Words> {
    let global = js_sys::global();
    let gpu = get(&get(&global, "navigator"), "gpu");
    if gpu.is_undefined() || gpu.is_null() {
        return Err(no_webgpu(get(&global, "isSecureContext").is_truthy()));
    }
    let adapter = request(&gpu).await.filter(|adapter| !adapter.is_null());
    let adapter = adapter.ok_or_else(no_adapter)?;
    let info = get(&adapter, "info");
    let adapter_name = name(&info);
    if !has_timestamps(&adapter) {
        return Err(no_timestamps(&adapter_name));
    }
    Ok(Adapter {
        name: adapter_name,
        // A property of the adapter in the first browsers that had WebGPU, of its `info` in all since.
        fallback: get(&info, "isFallbackAdapter").is_truthy()
            || get(&adapter, "isFallbackAdapter").is_truthy(),
    })
}

/// `gpu.requestAdapter({ powerPreference: "high-performance" })`, as the kernels' runtime asks for it.
async fn request(gpu: &JsValue) -> Option<JsValue> {
    let options = Object::new();
    let preference = JsValue::from_str("high-performance");
    Reflect::set(&options, &"powerPreference".into(), &preference).ok()?;
    let request: Function = get(gpu, "requestAdapter").dyn_into().ok()?;
    let promise: Promise = request.call1(gpu, &options).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// cubecl times its work with timestamps and has no other way in a browser.
fn has_timestamps(adapter: &JsValue) -> bool {
    let features = get(adapter, "features");
    get(&features, "has")
        .dyn_into::<Function>()
        .and_then(|has| has.call1(&features, &"timestamp-query".into()))
        .is_ok_and(|answer| answer.is_truthy())
}

/// The description where the browser gives one (it is often withheld), else maker and architecture.
fn name(info: &JsValue) -> String {
    let field = |key| get(info, key).as_string().unwrap_or_default();
    let parts = [field("vendor"), field("architecture"), field("description")];
    let told: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    if told.is_empty() {
        "WebGPU".to_owned()
    } else {
        told.join(" ")
    }
}

/// A property, `undefined` where there is none to read.
fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

fn no_webgpu(secure: bool) -> Words {
    if secure {
        Words::fixed(
            "This browser offers no WebGPU here. For the GPU, use a current Chrome, Edge, Firefox or Safari.",
            "此浏览器目前无法使用 WebGPU。要使用 GPU，请换用新版 Chrome、Edge、Firefox 或 Safari。",
        )
    } else {
        Words::fixed(
            "Browsers offer WebGPU only to pages from https:// or localhost. For the GPU, open the page from such an address.",
            "浏览器只向来自 https:// 或 localhost 的页面提供 WebGPU。要使用 GPU，请从这样的地址打开本页。",
        )
    }
}

fn no_adapter() -> Words {
    Words::fixed(
        "The browser found no GPU it may use. For the GPU, switch on hardware acceleration in the browser's settings or update the graphics driver.",
        "浏览器没有找到可用的 GPU。要使用 GPU，请在浏览器设置中开启硬件加速或更新显卡驱动。",
    )
}

fn no_timestamps(name: &str) -> Words {
    Words::new(
        format!(
            "The GPU ({name}) lacks WebGPU's `timestamp-query` here, which the kernels need. A newer browser or graphics driver may have it."
        ),
        format!(
            "GPU（{name}）在这里缺少计算内核所需的 WebGPU 特性 `timestamp-query`。更新浏览器或显卡驱动后或可解决。"
        ),
    )
}
