//! The page under a browser's translator.
//!
//! A translator takes a text out of the page and puts a `<font>` with its translation in its place. Leptos holds the
//! text that was taken out and goes on writing into that one, so what is seen would stand still for good. Here every
//! text that was replaced is put back, emptied, before its translation, and so keeps its place for Leptos. As soon as
//! something is written into it the translation goes, the page shows what was written, and the translator is free to
//! translate that. One watch does this for every text of the page. Text that is data says `translate="no"`, and
//! translators leave it alone.

use std::cell::Cell;

use js_sys::{Array, Object, Reflect, WeakMap};
use wasm_bindgen::prelude::*;
use web_sys::{MutationObserver, MutationObserverInit, Node, NodeList};

use super::dom;

/// Watches the page for as long as it is open.
pub fn survive() {
    let translations = Translations::new();
    let react = Closure::<dyn FnMut(Array, MutationObserver)>::new(
        move |records: Array, observer: MutationObserver| {
            for record in records.iter() {
                translations.follow(&record);
            }
            // What was just done here needs no answer.
            observer.take_records();
        },
    );
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_character_data(true);
    what.set_subtree(true);
    let watching = MutationObserver::new(react.as_ref().unchecked_ref())
        .and_then(|observer| observer.observe_with_options(&dom::root(), &what));
    if watching.is_ok() {
        // It watches until the page goes.
        react.forget();
    }
}

/// Which text stands behind which translation.
struct Translations {
    /// By an emptied text: the element with its translation.
    element_of: WeakMap,
    /// By the element of a translation: the text.
    text_of: WeakMap,
    /// By an emptied text: what it said.
    said_by: WeakMap,
    /// Whether anything was ever translated; while nothing was, changes of the page cost next to nothing.
    any: Cell<bool>,
}

impl Translations {
    fn new() -> Self {
        Translations {
            element_of: WeakMap::new(),
            text_of: WeakMap::new(),
            said_by: WeakMap::new(),
            any: Cell::new(false),
        }
    }

    /// Follows one change of the page.
    fn follow(&self, record: &JsValue) {
        let Some(target) = node(record, "target") else {
            return;
        };
        if target.node_type() == Node::TEXT_NODE {
            self.written(&target);
            return;
        }
        let (added, removed) = (nodes(record, "addedNodes"), nodes(record, "removedNodes"));
        for gone in removed.iter().filter(|gone| !gone.is_connected()) {
            if let Some(text) = look_up(&self.text_of, gone) {
                self.taken_back(&text, gone, &added);
            } else if let Some(element) = look_up(&self.element_of, gone) {
                // The page has removed the text.
                self.forget(gone, &element);
                detach(&element);
            } else if gone.node_type() == Node::TEXT_NODE {
                let beside = ["previousSibling", "nextSibling"].map(|name| node(record, name));
                let candidates = added.iter().cloned().chain(beside.into_iter().flatten());
                if let Some(element) = self.translation_among(candidates) {
                    self.replaced(gone, &element);
                }
            }
        }
        for text in &added {
            self.moved(text);
        }
    }

    /// The element among these that a translator has just put in.
    fn translation_among(&self, mut candidates: impl Iterator<Item = Node>) -> Option<Node> {
        candidates.find(|node| {
            node.node_name().eq_ignore_ascii_case("font")
                && node.is_connected()
                && look_up(&self.text_of, node).is_none()
        })
    }

    /// A translation has taken the place of a text: the text gets its place again, before it.
    fn replaced(&self, text: &Node, element: &Node) {
        let Some(parent) = element.parent_node() else {
            return;
        };
        if parent.insert_before(text, Some(element)).is_err() {
            return;
        }
        self.element_of.set(text.unchecked_ref(), element);
        self.text_of.set(element.unchecked_ref(), text);
        let said = text.node_value().map_or(JsValue::NULL, JsValue::from);
        self.said_by.set(text.unchecked_ref(), &said);
        self.any.set(true);
        text.set_node_value(Some(""));
    }

    /// The page has written into a text: what was translated of it is out of date.
    fn written(&self, text: &Node) {
        if !self.any.get() {
            return;
        }
        if let Some(element) = look_up(&self.element_of, text) {
            self.forget(text, &element);
            detach(&element);
        }
    }

    /// The translator has removed a translation, and may have put a text in its place: the page's own text speaks again.
    fn taken_back(&self, text: &Node, element: &Node, instead: &[Node]) {
        let said = self.said_by.get(text.unchecked_ref()).as_string();
        self.forget(text, element);
        if text.is_connected() {
            for other in instead {
                if other != text && other.node_type() == Node::TEXT_NODE {
                    detach(other);
                }
            }
            text.set_node_value(said.as_deref());
        }
    }

    /// A text has moved within the page: its translation follows.
    fn moved(&self, text: &Node) {
        if let Some(element) = look_up(&self.element_of, text).filter(Node::is_connected)
            && text.next_sibling().as_ref() != Some(&element)
            && let Some(parent) = text.parent_node()
        {
            // Where it cannot stand, it stays away.
            parent
                .insert_before(&element, text.next_sibling().as_ref())
                .ok();
        }
    }

    fn forget(&self, text: &Node, element: &Node) {
        self.element_of.delete(text.unchecked_ref());
        self.said_by.delete(text.unchecked_ref());
        self.text_of.delete(element.unchecked_ref());
    }
}

fn look_up(map: &WeakMap, key: &Node) -> Option<Node> {
    map.get(key.unchecked_ref::<Object>()).dyn_into().ok()
}

fn detach(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // A child of its parent can be removed.
        parent.remove_child(node).ok();
    }
}

/// A node that a record of a change names.
fn node(record: &JsValue, name: &str) -> Option<Node> {
    Reflect::get(record, &name.into()).ok()?.dyn_into().ok()
}

/// The nodes that a record of a change lists.
fn nodes(record: &JsValue, name: &str) -> Vec<Node> {
    let list = Reflect::get(record, &name.into()).unwrap_or_default();
    list.dyn_into::<NodeList>().map_or_else(
        |_| Vec::new(),
        |list| {
            (0..list.length())
                .filter_map(|place| list.get(place))
                .collect()
        },
    )
}
