//! `cargo xtask play`: build the page, serve it here, open it.
//!
//! The page and the CPU engine are ready long before the GPU engine, so the page opens with those and trains on the CPU; the
//! server answers requests for the GPU engine with "not yet" until that has been built too, and the page asks again.
//!
//! The build is left without a name: only a named one installs a service worker, which would keep files that the next
//! build here replaces.

use std::{fs, path::Path, process::Stdio, sync::Arc, thread};

use anyhow::{Context, bail};

use crate::{
    serve::{self, Pending},
    shell,
    site::{self, Bundles},
    tools::BuildTools,
};

pub struct Options {
    port: Option<u16>,
    open: Browser,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Browser {
    Open,
    Leave,
}

impl Options {
    pub fn parse(arguments: &[String]) -> anyhow::Result<Self> {
        let mut options = Self {
            port: None,
            open: Browser::Open,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--no-open" => options.open = Browser::Leave,
                "--port" => {
                    let port = arguments.next().context("--port needs a number")?;
                    options.port = Some(
                        port.parse()
                            .with_context(|| format!("--port {port}: not a port number"))?,
                    );
                }
                other => bail!("play knows --port N and --no-open, not `{other}`"),
            }
        }
        Ok(options)
    }
}

pub fn run(options: Options) -> anyhow::Result<()> {
    let listener = serve::listen(options.port)?;
    let address = format!("http://127.0.0.1:{}/", listener.local_addr()?.port());
    let tools = BuildTools::install()?;
    let work = shell::target_directory()?.join("play");
    let (served, complete) = (work.join("served"), work.join("complete"));

    println!("Building the page and the CPU engine (the first time takes minutes)");
    site::build(&tools, Bundles::WithoutGpu, &served)?;
    let pending = Arc::new(Pending::new("engine-gpu_bg.wasm"));
    serve::serve(listener, served.clone(), Arc::clone(&pending));
    println!("\n  Babble is at {address}\n");
    if options.open == Browser::Open {
        open(&address);
    }

    println!("Building the GPU engine; the page trains on the CPU until it is there");
    match add_gpu_engine(&tools, &complete, &served) {
        Ok(()) => println!("\n  Everything is built: {address}   (Ctrl+C ends it)\n"),
        // Somebody may be training in the page: it goes on being served.
        Err(error) => eprintln!(
            "\nThe GPU engine could not be built: {error:#}\nThe page goes on with the CPU: {address}   (Ctrl+C ends it)\n"
        ),
    }
    pending.finish();
    loop {
        thread::park();
    }
}

/// Builds everything and puts the GPU engine beside what is served.
fn add_gpu_engine(tools: &BuildTools, complete: &Path, served: &Path) -> anyhow::Result<()> {
    site::build(tools, Bundles::All, complete)?;
    for file in site::files(complete)?
        .iter()
        .filter(|file| file.starts_with("engine-gpu") || file.starts_with("snippets/"))
    {
        let target = served.join(file);
        let folder = target.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        fs::copy(complete.join(file), &target).with_context(|| format!("copying {file}"))?;
    }
    Ok(())
}

/// Opens the address in the person's browser; the address is on the terminal in any case.
fn open(address: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let started = shell::command(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        println!("Open it in your browser.");
    }
}
