//! The page's bundle: no burn in it, so that it loads in a blink.

fn main() {
    babble::ui::start();
}
