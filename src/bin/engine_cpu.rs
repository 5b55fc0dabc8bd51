//! The small engine bundle: the processor alone, there at once.

fn main() {
    babble::worker::start(babble::view::DeviceKind::Cpu);
}
