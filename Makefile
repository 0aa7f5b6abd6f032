# make demo    build everything, make the demo county, serve the map
# make test    every test: Rust, page, browser, notebooks; and that no corrected forecast chases its own patrols
# make check   format, lints, types, documentation
# make notebooks   every notebook from start to end on the demo county
# make agreement   docs/agreement.md: every statistic beside another program's value (needs the shared data)
# make bench   the speeds (see benches/README.md for the peers)

DEMO_DIR ?= demo-data
WEB = npm --prefix web run --silent

.PHONY: demo test check agreement bench web build notebooks clean

demo: build
	target/release/wherenext --data-dir $(DEMO_DIR) demo

build: web
	cargo build --release --locked

web: web/node_modules/.package-lock.json
	$(WEB) build

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

test: web
	cargo test --locked
	cargo run --locked --quiet -- feedback-check
	$(WEB) test
	$(WEB) browser
	notebooks/check

check: web
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
	$(WEB) check

notebooks: web
	cargo build --locked
	notebooks/check

agreement:
	WHERENEXT_WRITE_AGREEMENT=1 cargo test --locked --test it agreement::

bench:
	cargo bench --locked

clean:
	cargo clean
	rm -rf web/dist web/node_modules
