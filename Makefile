# circulard: build, test, install. `make demo` and `make check` each work alone on a fresh machine.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR  ?=
SBINDIR  ?= $(PREFIX)/sbin
BINDIR   ?= $(PREFIX)/bin
MANDIR   ?= $(PREFIX)/share/man
UNITDIR  ?= $(PREFIX)/lib/systemd/system
SAN      ?=
B        := build$(if $(SAN),-san)

PACKAGES := glib-2.0 gio-unix-2.0 libcurl gmime-3.0 poppler-glib libxml-2.0 libconfig sqlite3 \
            libical libarchive tesseract lept json-glib-1.0 libseccomp libsystemd nettle
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Werror -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wformat=2 -Wno-format-nonliteral
CPPFLAGS += -D_GNU_SOURCE $(if $(SAN),,-D_FORTIFY_SOURCE=2) -Iinclude -Isrc -Itests -DCONF_DIR='"$(SYSCONFDIR)/circulard"' -DDATA_DIR='"$(PREFIX)/share/circulard"' -DVERSION='"$(VERSION)"' \
            -DG_LOG_DOMAIN='"circulard"' $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
ALL_CFLAGS  = -std=gnu17 $(WARN) -fstack-protector-strong -fPIE $(CFLAGS) \
              $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS) $(if $(SAN),-fsanitize=$(SAN))
LDLIBS   += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lgomp -lm

STAGES   := base collect decode find keep remind roles supervise tell
SOURCES  := $(filter-out src/supervise/main.c src/tell/main.c,$(foreach s,$(STAGES),$(wildcard src/$(s)/*.c)))
OBJECTS  := $(SOURCES:%.c=$(B)/%.o)
SUPPORT  := $(patsubst %.c,$(B)/%.o,$(wildcard tests/support/*.c))
TESTS    := $(patsubst %.c,$(B)/%,$(wildcard tests/*/test_*.c))

SOAK     := $(B)/tests/soak/soak
NO_MEMORY := $(B)/tests/faults/no_memory.so

# libFuzzer needs clang and its runtime: its objects stand in a folder of their own.
FUZZ     := build-fuzz
FUZZSAN  := address,undefined
FUZZERS  := $(patsubst tests/fuzz/%.c,$(FUZZ)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))

.PHONY: learn faults fuzz bench soak all deps demo check lint install uninstall clean accuracy
all: $(B)/circulard $(B)/circularctl

$(B)/circulard: $(B)/src/supervise/main.o $(B)/libcirculard.a
$(B)/circularctl: $(B)/src/tell/main.o $(B)/libcirculard.a
$(B)/circulard $(B)/circularctl:
	@echo "  LINK $@"; $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libcirculard.a: $(OBJECTS)
	@rm -f $@ && $(AR) rcs $@ $^
	@$(LD) -r --whole-archive $@ -o /dev/null # two functions of one name would be found too late

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.so: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) -std=gnu17 $(WARN) $(CFLAGS) -shared -fPIC -o $@ $<

# How well find reads the tables and the test letters, and how fast. Neither is part of `make check`.
accuracy: $(B)/tests/find/accuracy
	@$< table $(wildcard tests/find/*/*.txt tests/find/unseen/asked/*.txt)
	@$< letters $(wildcard tests/letters/develop/*)
	@echo "== the other half, only counted =="
	@$< --count $(wildcard tests/letters/count/*)

# What the words around a date weigh, from the letters and tables with answers; the counted half is not read.
learn: $(B)/tests/find/accuracy
	@$< examples $(sort $(wildcard tests/find/*/*.txt tests/find/unseen/asked/*.txt tests/letters/develop/* tests/letters/unseen/*)) | \
	    tests/find/learn etc/lang

$(B)/tests/%: $(B)/tests/%.o $(SUPPORT) $(B)/libcirculard.a
	@echo "  LINK $@"; $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

FUZZFLAGS = -std=gnu17 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Wno-missing-field-initializers -Wno-string-concatenation
$(FUZZ)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CLANG $<"; clang $(FUZZFLAGS) -fsanitize=$(FUZZSAN),fuzzer-no-link $(CPPFLAGS) -U_FORTIFY_SOURCE -MMD -MP -c -o $@ $<
$(FUZZ)/tests/fuzz/fuzz_%: $(FUZZ)/tests/fuzz/fuzz_%.o $(SOURCES:%.c=$(FUZZ)/%.o)
	@echo "  LINK $@"; clang -fsanitize=$(FUZZSAN),fuzzer -o $@ $^ $(LDLIBS)
$(FUZZ)/tests/fuzz/seeds: $(FUZZ)/tests/fuzz/seeds.o $(FUZZ)/tests/support/letter.o $(SOURCES:%.c=$(FUZZ)/%.o)
	@echo "  LINK $@"; clang -fsanitize=$(FUZZSAN) -o $@ $^ $(LDLIBS) -lcmocka

-include $(shell find $(B) $(FUZZ) -name '*.d' 2>/dev/null)
.SECONDARY:

demo: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@B=$(B) tests/demo/run

check: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all $(TESTS) $(SOAK) $(NO_MEMORY)
	@B=$(B) tests/run

# Every file below CORPUS through the real extractor.
soak: deps
	@test -n "$(CORPUS)" || { echo "make soak CORPUS=DIR" >&2; exit 2; }
	@$(MAKE) --no-print-directory -j$$(nproc) $(SOAK)
	@$(SOAK) $(CORPUS)

# Each target for SECONDS (60); FUZZ_TARGETS="imap find": only those.
fuzz: deps
	@command -v clang >/dev/null || { echo "make fuzz needs clang and libclang-rt-dev" >&2; exit 2; }
	@$(MAKE) --no-print-directory -j$$(nproc) $(FUZZERS)
	@B=$(FUZZ) SECONDS_EACH=$(or $(SECONDS),60) tests/fuzz/run $(FUZZ_TARGETS)

BENCHES  := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/bench_*.c)) $(B)/tests/find/bench

# PART="find matters": only those.
bench: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BENCHES)
	@B=$(B) tests/bench/run $(PART)

# The whole daemon, killed, failed or cut off at POINTS (2000) places; ./tests/faults/run tells how.
faults: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all $(NO_MEMORY)
	@B=$(B) tests/faults/run $(or $(POINTS),2000)

lint:
	@tests/lint

deps:
	@tests/deps

# Programs, manuals, completions and the unit are replaced. What the administrator may have changed is
# not: a file under etc/ that differs is left, and ours stands beside it as NAME.new.
SETTINGS := circulard.conf $(patsubst etc/%,%,$(wildcard etc/lang/*.conf etc/lang/*.learned etc/wording/*.conf etc/holidays/*.ics))
MANUALS  := $(notdir $(wildcard man/*.[1-8]))
ETC       = $(DESTDIR)$(SYSCONFDIR)/circulard
HERE      = sed -e 's,/usr/sbin/circulard,$(SBINDIR)/circulard,g' -e 's,/etc/circulard,$(SYSCONFDIR)/circulard,g'

install: all
	install -D -m 755 $(B)/circulard $(DESTDIR)$(SBINDIR)/circulard
	install -D -m 755 $(B)/circularctl $(DESTDIR)$(BINDIR)/circularctl
	for page in $(MANUALS); do \
	    install -D -m 644 man/$$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit 1; done
	for program in circulard circularctl; do \
	    install -D -m 644 etc/bash-completion/$$program $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$program || exit 1; done
	install -D -m 644 etc/zsh-completion/_circularctl $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_circularctl
	install -D -m 644 etc/fish-completion/circularctl.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/circularctl.fish
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/circulard/wording etc/wording/*.conf
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(PREFIX)/lib/sysusers.d $(DESTDIR)$(PREFIX)/lib/tmpfiles.d
	$(HERE) systemd/circulard.service >$(DESTDIR)$(UNITDIR)/circulard.service
	$(HERE) systemd/circulard.sysusers >$(DESTDIR)$(PREFIX)/lib/sysusers.d/circulard.conf
	$(HERE) systemd/circulard.tmpfiles >$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/circulard.conf
	chmod 644 $(DESTDIR)$(UNITDIR)/circulard.service $(DESTDIR)$(PREFIX)/lib/*.d/circulard.conf
	@for file in $(SETTINGS); do to=$(ETC)/$$file; \
	    if [ ! -e "$$to" ]; then install -D -m 644 "etc/$$file" "$$to"; \
	    elif ! cmp -s "etc/$$file" "$$to"; then install -m 644 "etc/$$file" "$$to.new"; \
	        echo "kept $$to; this version's file is $$to.new"; fi || exit 1; done

uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/circulard $(DESTDIR)$(BINDIR)/circularctl $(DESTDIR)$(UNITDIR)/circulard.service \
	    $(DESTDIR)$(PREFIX)/lib/sysusers.d/circulard.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/circulard.conf \
	    $(foreach page,$(MANUALS),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(page)) \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/circulard \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/circularctl \
	    $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_circularctl \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/circularctl.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/circulard
	@echo "kept: $(ETC) (settings, passwords) and the register in /var/lib/circulard"

clean:
	rm -rf build build-san build-fuzz
