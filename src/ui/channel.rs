//! How tabs with this page hear of each other.

use wasm_bindgen::prelude::*;

// Of this interface two methods are needed.
#[wasm_bindgen]
extern "C" {
    type BroadcastChannel;

    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &BroadcastChannel, message: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &BroadcastChannel, listener: &JsValue);
}

/// A channel between the tabs of this browser. What is said in it, all other tabs hear.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// A channel of this name, where the browser has channels. What is not a text is heard as an empty one.
    pub fn open(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let hear = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let said = js_sys::Reflect::get(&event, &"data".into());
            heard(
                said.ok()
                    .and_then(|said| said.as_string())
                    .unwrap_or_default(),
            );
        });
        channel.set_onmessage(&hear.into_js_value());
        Some(Channel(channel))
    }

    /// Says something to the others. Who cannot be told sees what has changed once the page is opened anew.
    pub fn say(&self, words: &str) {
        self.0.post_message(&JsValue::from_str(words)).ok();
    }
}
