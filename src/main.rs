//! The program: arguments in, exit code out.

/// Graphs are many small allocations made side by side.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    keyholder::cli::run()
}
