//! The engine bundle with WebGPU.

fn main() {
    babble::worker::start(babble::view::DeviceKind::Gpu);
}
