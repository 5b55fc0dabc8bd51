//! To be written.
use burn::module::Module;
use burn::nn::Linear;
#[derive(Module, Debug)]
pub struct Recurrent {
    output: Linear,
}
#[derive(Clone, Debug)]
pub struct Hidden;
