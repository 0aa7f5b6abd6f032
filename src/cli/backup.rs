use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::output::Context;
use crate::config;
use crate::disclosure;
use crate::store::{Store, back_up, restore};

/// Beside the copies: what each of them is.
const MANIFEST: &str = "backup.json";
/// The operator's own files, which go with the data.
const OWN_FILES: [&str; 2] = [config::FILE_NAME, disclosure::FILE_NAME];

#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// A folder that is absent or empty.
    into: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The folder that a backup was written to; --data-dir names the new data folder, absent or empty.
    from: PathBuf,
}

/// What a backup holds; also what `--json` prints.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Of the program that made it.
    version: String,
    files: Vec<Copied>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copied {
    name: String,
    bytes: u64,
    sha256: String,
}

pub fn run_backup(args: &BackupArgs, context: &Context) -> anyhow::Result<()> {
    let (dir, into) = (&context.data_dir, &args.into);
    anyhow::ensure!(Store::exists(dir), "there is nothing in {} to back up", dir.display());
    let mut names = back_up(dir, into)?;
    for name in OWN_FILES.into_iter().filter(|name| dir.join(name).is_file()) {
        fs::copy(dir.join(name), into.join(name)).with_context(|| format!("{name} cannot be copied"))?;
        names.push(name);
    }
    let files = names.into_iter().map(|name| copied(into, name)).collect::<anyhow::Result<_>>()?;
    let manifest = Manifest { version: env!("CARGO_PKG_VERSION").to_owned(), files };
    // Last: a folder without it is no backup.
    write_manifest(&into.join(MANIFEST), &manifest).context("the list of the copies cannot be written")?;
    context.answer(&manifest, || in_words("backed up", &manifest, into))
}

pub fn run_restore(args: &RestoreArgs, context: &Context) -> anyhow::Result<()> {
    let (from, dir) = (&args.from, &context.data_dir);
    let listed = from.join(MANIFEST);
    let text = fs::read_to_string(&listed).with_context(|| {
        format!("{}: a folder without this file is no backup, or one that was broken off", listed.display())
    })?;
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| listed.display().to_string())?;
    for file in &manifest.files {
        anyhow::ensure!(
            copied(from, &file.name)? == *file,
            "{} is not what was backed up",
            from.join(&file.name).display()
        );
    }
    restore(from, dir)?;
    for name in OWN_FILES.into_iter().filter(|name| from.join(name).is_file()) {
        fs::copy(from.join(name), dir.join(name)).with_context(|| format!("{name} cannot be copied"))?;
    }
    context.answer(&manifest, || in_words("restored", &manifest, dir))
}

fn copied(folder: &Path, name: &str) -> anyhow::Result<Copied> {
    let path = folder.join(name);
    let read = || {
        let (mut file, mut digest, mut bytes) = (File::open(&path)?, Sha256::new(), 0);
        let mut chunk = vec![0; 1 << 20];
        loop {
            match file.read(&mut chunk)? {
                0 => break Ok::<_, io::Error>((bytes, digest.finalize())),
                read => {
                    digest.update(&chunk[..read]);
                    bytes += read as u64;
                }
            }
        }
    };
    let (bytes, digest) = read().with_context(|| path.display().to_string())?;
    Ok(Copied { name: name.to_owned(), bytes, sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() })
}

fn write_manifest(path: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let file = File::create(path)?;
    serde_json::to_writer_pretty(&file, manifest)?;
    Ok(file.sync_all()?)
}

fn in_words(done: &str, manifest: &Manifest, folder: &Path) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let files = manifest.files.iter().map(|file| format!("{:>12.1} MB  {}\n", megabytes(file.bytes), file.name));
    format!("{done}, each file checked: {}\n{}", folder.display(), files.collect::<String>())
}
