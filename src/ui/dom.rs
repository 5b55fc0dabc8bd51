//! The few things the page asks of the browser, with readable errors.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Storage, Url, Window};

/// The window; the page runs nowhere else.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// `<html>`.
pub fn root() -> HtmlElement {
    window()
        .document()
        .and_then(|document| document.document_element())
        .and_then(|element| element.dyn_into().ok())
        .expect("a page has an <html> element")
}

/// The element of an id.
pub fn element(id: &str) -> Option<HtmlElement> {
    window().document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to an element, when the one that has it is about to go away.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot take the focus stays as it is.
        element.focus().ok();
    }
}

/// Whether the pointer or the focus is in an element.
pub fn is_attended(id: &str) -> bool {
    let attended = |element: HtmlElement| element.matches(":hover, :focus-within");
    element(id).and_then(|element| attended(element).ok()) == Some(true)
}

/// The text that a person pastes.
pub fn pasted(event: &web_sys::Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    let read: js_sys::Function = js_sys::Reflect::get(&data, &"getData".into())
        .ok()?
        .dyn_into()
        .ok()?;
    read.call1(&data, &"text/plain".into()).ok()?.as_string()
}

/// Whether the person is in the middle of writing something.
pub fn is_writing() -> bool {
    let focused = window()
        .document()
        .and_then(|document| document.active_element());
    focused.is_some_and(|focused| takes_keys(&focused))
}

/// Whether an element, or one around it, does something of its own with keys.
pub fn takes_keys(element: &web_sys::Element) -> bool {
    let takes = "input, select, textarea, [contenteditable]";
    element.closest(takes).ok().flatten().is_some()
}

/// The build's name, which every address carries.
pub fn build() -> String {
    root()
        .dataset()
        .get("build")
        .unwrap_or_else(|| "development".to_owned())
}

/// What a thrown value says.
pub fn describe(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}

/// The browser's small storage; absent where the person has switched it off.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What was remembered under a name.
pub fn remembered(name: &str) -> Option<String> {
    storage()?
        .get_item(&format!("babble.{name}"))
        .ok()
        .flatten()
}

/// Remembers a preference; it is a convenience, so nothing is said where it cannot.
pub fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        storage.set_item(&format!("babble.{name}"), value).ok();
    }
}

/// The languages the browser asks for, the most wanted first.
pub fn wanted_languages() -> Vec<String> {
    window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect()
}

/// Whether the browser knows WebGPU at all.
pub fn knows_webgpu() -> bool {
    js_sys::Reflect::get(&window().navigator(), &"gpu".into()).is_ok_and(|gpu| gpu.is_object())
}

/// What the browser says of the GPU that it would let a page use.
pub struct Adapter {
    /// Maker and model, as far as it is told.
    pub name: String,
    /// Whether the browser itself calls it an emulation.
    pub fallback: bool,
}

/// Asks the browser for its GPU, as the engine will; none where it has none to give.
pub async fn gpu_adapter() -> Option<Adapter> {
    let field = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).ok();
    let gpu = field(&window().navigator(), "gpu").filter(JsValue::is_object)?;
    let options = js_sys::Object::new();
    let preference = JsValue::from_str("high-performance");
    js_sys::Reflect::set(&options, &"powerPreference".into(), &preference).ok()?;
    let request: js_sys::Function = field(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let promise: js_sys::Promise = request.call1(&gpu, &options).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise)
        .await
        .ok()
        .filter(JsValue::is_object)?;
    let info = field(&adapter, "info").unwrap_or_default();
    let told = |name| field(&info, name).and_then(|value| value.as_string());
    let parts = ["vendor", "architecture", "device", "description"];
    let is_fallback =
        |object: &JsValue| field(object, "isFallbackAdapter").is_some_and(|flag| flag.is_truthy());
    Some(Adapter {
        name: parts
            .into_iter()
            .filter_map(told)
            .collect::<Vec<_>>()
            .join(" "),
        // A property of the adapter in the first browsers that had WebGPU, of its `info` in all since.
        fallback: is_fallback(&info) || is_fallback(&adapter),
    })
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The address's fragment, without `#`.
pub fn fragment() -> String {
    window()
        .location()
        .hash()
        .map(|hash| hash.trim_start_matches('#').to_owned())
        .unwrap_or_default()
}

/// Writes the fragment without a step in the history. The browser keeps the note for this tab, over a reload, too.
pub fn replace_fragment(fragment: &str, note: Option<&str>) {
    if let Ok(history) = window().history() {
        let note = note.map_or(JsValue::NULL, JsValue::from_str);
        history
            .replace_state_with_url(&note, "", Some(&format!("#{fragment}")))
            .ok();
    }
}

/// Writes the fragment as a step in the history, with a note of its own.
pub fn push_fragment(fragment: &str, note: Option<&str>) {
    if let Ok(history) = window().history() {
        let note = note.map_or(JsValue::NULL, JsValue::from_str);
        history
            .push_state_with_url(&note, "", Some(&format!("#{fragment}")))
            .ok();
    }
}

/// The note that [`replace_fragment`] or [`push_fragment`] left with this address in this tab.
pub fn note() -> Option<String> {
    let history = window().history().ok()?;
    history.state().ok()?.as_string()
}

/// The whole address, fragment included.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Puts a text on the clipboard.
///
/// # Errors
///
/// What the browser says, for example that the page may not.
pub async fn copy(text: &str) -> Result<(), String> {
    let clipboard = window().navigator().clipboard();
    // Browsers hide it from a page that came over an unencrypted connection.
    if JsValue::from(clipboard.clone()).is_undefined() {
        return Err("navigator.clipboard".to_owned());
    }
    JsFuture::from(clipboard.write_text(text))
        .await
        .map(|_| ())
        .map_err(|error| describe(&error))
}

/// Hands the person a file.
///
/// # Errors
///
/// What the browser says.
pub fn download(name: &str, media_type: &str, content: &[u8]) -> Result<(), String> {
    let attempt = || -> Result<(), JsValue> {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(content));
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
        let address = Url::create_object_url_with_blob(&blob)?;
        let document = window().document().expect("a window has a document");
        let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
        // The browser has taken the blob's address by the time the click returns, but reads it later.
        let release = Closure::once_into_js(move || {
            Url::revoke_object_url(&address).ok();
        });
        window().set_timeout_with_callback_and_timeout_and_arguments_0(
            release.unchecked_ref(),
            60_000,
        )?;
        Ok(())
    };
    attempt().map_err(|error| describe(&error))
}
