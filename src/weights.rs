//! Tensors to bytes and back, and the only place where many of them are read from a device at once.
//!
//! Files are safetensors. Reading a file trusts nothing: sizes, names, shapes and types are checked before a tensor is
//! made.

use std::borrow::Cow;
use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData, Transaction};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, View};

use crate::experiment::size::Size;
use crate::experiment::validate::LARGEST_FILE;
use crate::model::Network;
use crate::words::{Problem, Words};

/// The one entry of a file's metadata.
const METADATA: &str = "babble";

/// Reads tensors from their device, all in one go.
///
/// # Errors
///
/// Where the device fails.
pub async fn fetch<const D: usize>(tensors: Vec<Tensor<D>>) -> Result<Vec<Vec<f32>>, Problem> {
    let mut transaction = Transaction::default();
    for tensor in tensors {
        transaction = transaction.register(tensor);
    }
    // GPU → host, batched: one wait for all of them.
    let read = transaction
        .execute_async()
        .await
        .map_err(|error| unreadable(&error))?;
    read.into_iter()
        .map(|data| {
            data.try_into_vec::<f32>()
                .map_err(|error| unreadable(&error))
        })
        .collect()
}

/// Where a problem lies that the device is to blame for.
pub const DEVICE: &str = "device";

/// The device did not give back what it computed.
fn unreadable(error: &dyn std::fmt::Debug) -> Problem {
    let cause = innermost_cause(&format!("{error:?}"));
    let message = Words::new(
        format!(
            "The device did not return its results ({cause}). A smaller model or batch, or the CPU, may get further."
        ),
        format!("设备没有返回计算结果（{cause}）。请尝试更小的模型或批次，或改用 CPU。"),
    );
    Problem::at(DEVICE, message)
}

/// The last cause that an error names: what stands around it is for those who debug.
fn innermost_cause(error: &str) -> String {
    let lines = error.lines().map(str::trim);
    lines
        .take_while(|line| !line.starts_with("Backtrace"))
        .filter(|line| !line.is_empty() && *line != "Caused by:")
        .last()
        .unwrap_or_default()
        .to_owned()
}

/// A tensor on the host, as a file holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its numbers, row after row.
    pub numbers: Numbers,
}

/// The types of number that files hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Weights and optimizer state.
    F32(Vec<f32>),
    /// Tokens and counts.
    U32(Vec<u32>),
}

impl Stored {
    /// The same under a longer name.
    #[must_use]
    pub fn within(self, prefix: &str) -> Self {
        Stored {
            name: format!("{prefix}{}", self.name),
            ..self
        }
    }
}

impl Numbers {
    fn dtype(&self) -> Dtype {
        match self {
            Numbers::F32(_) => Dtype::F32,
            Numbers::U32(_) => Dtype::U32,
        }
    }

    fn len(&self) -> usize {
        match self {
            Numbers::F32(numbers) => numbers.len(),
            Numbers::U32(numbers) => numbers.len(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Numbers::F32(numbers) => numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect(),
            Numbers::U32(numbers) => numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect(),
        }
    }
}

/// A network's tensors and others beside them, read from the device in one go.
///
/// # Errors
///
/// Where the device fails.
pub async fn gather(
    network: &Network,
    others: Vec<(String, Tensor<2>)>,
) -> Result<Vec<Stored>, Problem> {
    let mut rows = Rows(Vec::new());
    network.visit(&mut rows);
    let parameters = network.parameters();
    let mut names: Vec<(String, Vec<usize>)> = parameters
        .into_iter()
        .map(|parameter| (parameter.name, parameter.shape))
        .collect();
    for (name, tensor) in others {
        names.push((name, tensor.dims().to_vec()));
        rows.0.push(tensor);
    }
    let numbers = fetch(rows.0).await?;
    let stored = names.into_iter().zip(numbers);
    Ok(stored
        .map(|((name, shape), numbers)| Stored {
            name,
            shape,
            numbers: Numbers::F32(numbers),
        })
        .collect())
}

/// Collects parameters as matrices.
struct Rows(Vec<Tensor<2>>);

impl ModuleVisitor for Rows {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().inner().unsqueeze::<2>());
    }
}

/// A tensor is turned into bytes when the file comes to it, so that there are never two copies of all beside each other.
impl View for &Stored {
    fn dtype(&self) -> Dtype {
        self.numbers.dtype()
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.numbers.bytes().into()
    }

    fn data_len(&self) -> usize {
        size_of::<u32>() * self.numbers.len()
    }
}

/// A file's bytes.
pub fn to_bytes(tensors: &[Stored], metadata: String) -> Vec<u8> {
    let named = tensors.iter().map(|tensor| (tensor.name.as_str(), tensor));
    let metadata = HashMap::from([(METADATA.to_owned(), metadata)]);
    safetensors::serialize(named, Some(metadata)).expect("tensors of this size fit into a file")
}

/// A file that has been opened: its header is sound, its tensors are looked up one by one.
#[derive(Debug)]
pub struct File<'b> {
    tensors: SafeTensors<'b>,
    metadata: String,
    /// What every name begins with that is looked up; whoever looks does not say it.
    prefix: &'static str,
}

impl<'b> File<'b> {
    /// Checks a file's size and header.
    ///
    /// # Errors
    ///
    /// Where it is too large or not a safetensors file.
    pub fn open(bytes: &'b [u8]) -> Result<Self, Problem> {
        if Size::from(bytes.len()) > LARGEST_FILE {
            return Err(Problem::general(Words::new(
                format!(
                    "The weights are {} MB; at most {} MB can be opened.",
                    bytes.len() >> 20,
                    LARGEST_FILE.0 >> 20
                ),
                format!(
                    "权重文件有 {} MB，最多只能打开 {} MB。",
                    bytes.len() >> 20,
                    LARGEST_FILE.0 >> 20
                ),
            )));
        }
        let refuse = |error: safetensors::SafeTensorError| {
            Problem::general(Words::new(
                format!(
                    "This is not a file of weights that Babble can read ({error}). Choose a model.safetensors that Babble has saved."
                ),
                format!(
                    "这不是牙牙学语能读取的权重文件（{error}）。请选择由牙牙学语保存的 model.safetensors。"
                ),
            ))
        };
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(refuse)?;
        let metadata = header
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(METADATA))
            .cloned()
            .unwrap_or_default();
        let tensors = SafeTensors::deserialize(bytes).map_err(refuse)?;
        Ok(File {
            tensors,
            metadata,
            prefix: "",
        })
    }

    /// The part of the file whose names begin with `prefix`, under the names that follow it; `None` where there is
    /// nothing.
    pub fn part(self, prefix: &'static str) -> Option<Self> {
        let part = File { prefix, ..self };
        (!part.names().is_empty()).then_some(part)
    }

    /// What was saved beside the tensors; empty where there is nothing.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// Every name.
    pub fn names(&self) -> Vec<&str> {
        let all = self.tensors.names().into_iter();
        all.filter_map(|name| name.strip_prefix(self.prefix))
            .collect()
    }

    /// A tensor of finite numbers and exactly this shape.
    ///
    /// # Errors
    ///
    /// Where it is absent, of another shape or type, or holds what is not a number.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Problem> {
        let view = self.view(name, Dtype::F32)?;
        if view.shape() != shape {
            return Err(Problem::general(Words::new(
                format!(
                    "The weights {name} are {:?} in the file, but this experiment needs {shape:?}. Open them with the experiment they were saved with.",
                    view.shape()
                ),
                format!(
                    "文件中权重 {name} 的形状是 {:?}，而这个实验需要 {shape:?}。请用保存时的实验设置打开。",
                    view.shape()
                ),
            )));
        }
        let numbers: Vec<f32> = view
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(Problem::general(Words::new(
                format!(
                    "The weights {name} hold values that are not finite numbers, so the model cannot be used."
                ),
                format!("权重 {name} 中含有非有限数值，这个模型无法使用。"),
            )))
        }
    }

    /// A matrix of whole numbers, with its dimensions.
    ///
    /// # Errors
    ///
    /// Where it is absent or of another type.
    pub fn integers(&self, name: &str) -> Result<([usize; 2], Vec<u32>), Problem> {
        let view = self.view(name, Dtype::U32)?;
        let shape = <[usize; 2]>::try_from(view.shape()).map_err(|_| absent(name))?;
        let numbers = view
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
            .collect();
        Ok((shape, numbers))
    }

    fn view(&self, name: &str, dtype: Dtype) -> Result<TensorView<'b>, Problem> {
        let full_name = format!("{}{name}", self.prefix);
        let view = self.tensors.tensor(&full_name).map_err(|_| absent(name))?;
        if view.dtype() == dtype {
            Ok(view)
        } else {
            Err(absent(name))
        }
    }

    /// The network with the file's weights in place of its own.
    ///
    /// # Errors
    ///
    /// Where one of them is absent or does not fit.
    pub fn fill(&self, network: Network) -> Result<Network, Problem> {
        let mut weights = Vec::new();
        for parameter in network.parameters() {
            let numbers = self.floats(&parameter.name, &parameter.shape)?;
            weights.push(TensorData::new(numbers, parameter.shape));
        }
        Ok(network.map(&mut Filler(weights.into_iter())))
    }
}

/// The file lacks what was looked for.
fn absent(name: &str) -> Problem {
    Problem::general(Words::new(
        format!(
            "The file does not hold {name} as this experiment's model has it. Open it with the experiment it was saved with."
        ),
        format!("文件中没有这个实验的模型所需的 {name}。请用保存时的实验设置打开。"),
    ))
}

/// Walks a network and replaces what it meets.
struct Filler(std::vec::IntoIter<TensorData>);

impl ModuleMapper for Filler {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, weight, mapper) = param.consume();
        let data = self.0.next().expect("every parameter was looked up");
        let filled = on_device_of(&weight, data);
        Param::from_mapped_value(id, filled, mapper)
    }
}

/// A leaf like `old`, with other numbers.
fn on_device_of<const D: usize>(old: &Tensor<D>, data: TensorData) -> Tensor<D> {
    let new = Tensor::<D>::from_data(data, &old.device().inner());
    match old.gradient_checkpointing_strategy() {
        Some(strategy) => new
            .autodiff()
            .with_gradient_checkpointing_strategy(strategy)
            .require_grad(),
        None => new,
    }
}

/// A matrix on a plain device.
pub fn matrix(numbers: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

#[cfg(test)]
mod tests;
