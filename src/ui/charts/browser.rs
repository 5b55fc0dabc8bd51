//! What charts need of the browser: the language, the next frame, sizes, colours, canvases.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ImageData};

use super::colour::{Ramp, Rgb};
use super::grid::Grid;
use crate::words::{Language, Words};

/// The language of everything a chart says.
#[derive(Clone, Copy)]
pub struct Tongue(Signal<Language>);

impl Tongue {
    /// The page's language, from the context `Signal<Language>`; English where there is none.
    pub fn here() -> Self {
        Tongue(use_context().unwrap_or_else(|| Signal::stored(Language::English)))
    }

    /// The language now; tracked.
    pub fn language(self) -> Language {
        self.0.get()
    }

    /// Whether it is Chinese; tracked.
    pub fn is_chinese(self) -> bool {
        self.language() == Language::Chinese
    }

    /// A message in the language now; tracked.
    pub fn tell(self, words: &Words) -> String {
        words.in_language(self.language()).to_owned()
    }

    /// A fixed message that follows the language.
    pub fn say(
        self,
        en: &'static str,
        zh: &'static str,
    ) -> impl Fn() -> String + Copy + Send + Sync + 'static {
        move || self.tell(&Words::fixed(en, zh))
    }

    /// A message that follows the language.
    pub fn follow(self, words: Words) -> Signal<String> {
        Signal::derive(move || self.tell(&words))
    }

    /// A fixed message in the language now; tracked.
    pub fn now(self, en: &'static str, zh: &'static str) -> String {
        self.tell(&Words::fixed(en, zh))
    }
}

/// A count that rises, at most once per animation frame, after something that `track` reads has changed.
pub fn frames(track: impl Fn() + 'static) -> ReadSignal<u32> {
    let (frame, set_frame) = signal(0_u32);
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        track();
        if !asked.get_value() {
            asked.set_value(true);
            request_animation_frame(move || {
                asked.try_set_value(false);
                set_frame.try_update(|frame| *frame = frame.wrapping_add(1));
            });
        }
    });
    frame
}

/// The width in CSS pixels of an element's inside, followed as it changes; `initial` until it is known.
pub fn width_of<E>(element: NodeRef<E>, initial: f64) -> ReadSignal<f64>
where
    E: leptos::html::ElementType,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    size_of(element, initial, |entry| {
        entry.content_rect().width().floor()
    })
}

/// The height in CSS pixels of an element with its borders, followed as it changes; 0 until it is known.
pub fn height_of<E>(element: NodeRef<E>) -> ReadSignal<f64>
where
    E: leptos::html::ElementType,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    size_of(element, 0.0, |entry| {
        entry.target().get_bounding_client_rect().height().ceil()
    })
}

/// A measure of an element, read whenever its size changes; `initial` until it is known.
fn size_of<E>(
    element: NodeRef<E>,
    initial: f64,
    read: fn(&web_sys::ResizeObserverEntry) -> f64,
) -> ReadSignal<f64>
where
    E: leptos::html::ElementType,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    let (size, set_size) = signal(initial);
    let watching = StoredValue::new_local(
        None::<(web_sys::ResizeObserver, Closure<dyn FnMut(js_sys::Array)>)>,
    );
    Effect::new(move |_| {
        let Some(element) = element.get() else {
            return;
        };
        let changed = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let entry = entries
                .get(0)
                .unchecked_into::<web_sys::ResizeObserverEntry>();
            let now = read(&entry);
            // A hidden element has no size; it keeps the last one, to be drawn at when it shows again.
            if now > 0.0 && size.try_get_untracked() != Some(now) {
                set_size.try_set(now);
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) {
            observer.observe(element.as_ref());
            watching.set_value(Some((observer, changed)));
        }
    });
    on_cleanup(move || {
        watching.try_update_value(|watching| {
            if let Some((observer, _)) = watching.take() {
                observer.disconnect();
            }
        });
    });
    size
}

/// A count that rises when the page's theme may have changed: an attribute of `<html>`, or the system's preference.
pub fn theme_changes() -> ReadSignal<u32> {
    let (changes, set_changes) = signal(0_u32);
    let watching = StoredValue::new_local(None::<ThemeWatch>);
    Effect::new(move |_| {
        let bump = Closure::<dyn FnMut()>::new(move || {
            set_changes.try_update(|changes| *changes = changes.wrapping_add(1));
        });
        watching.set_value(ThemeWatch::start(bump));
    });
    on_cleanup(move || {
        watching.try_update_value(|watching| {
            if let Some(watch) = watching.take() {
                watch.stop();
            }
        });
    });
    changes
}

struct ThemeWatch {
    attributes: web_sys::MutationObserver,
    preference: Option<web_sys::MediaQueryList>,
    bump: Closure<dyn FnMut()>,
}

impl ThemeWatch {
    fn start(bump: Closure<dyn FnMut()>) -> Option<Self> {
        let function: &js_sys::Function = bump.as_ref().unchecked_ref();
        let attributes = web_sys::MutationObserver::new(function).ok()?;
        let what = web_sys::MutationObserverInit::new();
        what.set_attributes(true);
        attributes
            .observe_with_options(document().document_element()?.as_ref(), &what)
            .ok()?;
        let preference = window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten();
        if let Some(preference) = &preference {
            let _ = preference.add_event_listener_with_callback("change", function);
        }
        Some(ThemeWatch {
            attributes,
            preference,
            bump,
        })
    }

    fn stop(self) {
        self.attributes.disconnect();
        if let Some(preference) = &self.preference {
            let _ = preference
                .remove_event_listener_with_callback("change", self.bump.as_ref().unchecked_ref());
        }
    }
}

/// The heat ramp that the style sheet gives to a swatch (class `chart-ramp`): its border's colour at −1, its
/// background's at 0, its text's at 1. Read again whenever the theme changes.
pub fn ramp_of(swatch: NodeRef<leptos::html::Span>) -> ReadSignal<Option<Ramp>> {
    let (ramp, set_ramp) = signal(None);
    let theme = theme_changes();
    let frame = frames(move || {
        theme.track();
        swatch.track();
    });
    Effect::new(move |_| {
        frame.track();
        if let Some(read) = swatch.get_untracked().and_then(|swatch| read_ramp(&swatch))
            && ramp.with_untracked(|ramp| ramp.as_ref() != Some(&read))
        {
            set_ramp.set(Some(read));
        }
    });
    ramp
}

fn read_ramp(swatch: &HtmlElement) -> Option<Ramp> {
    let style = window().get_computed_style(swatch).ok()??;
    let colour = |property: &str| Rgb::from_css(&style.get_property_value(property).ok()?);
    Some(Ramp::new(
        colour("border-top-color")?,
        colour("background-color")?,
        colour("color")?,
    ))
}

/// Paints one pixel per value; the style sheet scales the canvas without blurring, so it is crisp at every size.
pub fn paint(canvas: &HtmlCanvasElement, grid: &Grid, ramp: &Ramp) {
    if grid.rows == 0 || grid.columns == 0 {
        return;
    }
    let pixels: Vec<u8> = grid
        .values
        .iter()
        .flat_map(|value| ramp.colour(*value))
        .collect();
    let (columns, rows) = (grid.columns as u32, grid.rows as u32);
    if canvas.width() != columns {
        canvas.set_width(columns);
    }
    if canvas.height() != rows {
        canvas.set_height(rows);
    }
    let context = canvas
        .get_context("2d")
        .ok()
        .flatten()
        .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), columns, rows);
    if let (Some(context), Ok(image)) = (context, image) {
        // Only a detached image buffer makes this fail, and this one was made just now.
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}

/// The row and the column that a pointer is over, of a grid that fills an element.
pub fn cell_at(
    element: NodeRef<leptos::html::Div>,
    event: &web_sys::PointerEvent,
    (rows, columns): (usize, usize),
) -> Option<(usize, usize)> {
    let bounds = element.get_untracked()?.get_bounding_client_rect();
    let across = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
    let down = (f64::from(event.client_y()) - bounds.top()) / bounds.height().max(1.0);
    let index = |share: f64, count: usize| {
        let last = count.checked_sub(1)?;
        Some(((share.clamp(0.0, 1.0) * count as f64) as usize).min(last))
    };
    Some((index(down, rows)?, index(across, columns)?))
}

/// A canvas that shows a grid; decorative to those who hear the page, the chart around it speaks for it.
#[component]
pub fn Heatmap(
    #[prop(into)] grid: Signal<Grid>,
    #[prop(into)] ramp: Signal<Option<Ramp>>,
) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Canvas>::new();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else {
            return;
        };
        ramp.with(|ramp| {
            if let Some(ramp) = ramp {
                grid.with(|grid| paint(&canvas, grid, ramp));
            }
        });
    });
    view! { <canvas class="chart-heatmap" node_ref=canvas aria-hidden="true"></canvas> }
}
/// Whether the person asked for less motion.
pub fn prefers_stillness() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}
