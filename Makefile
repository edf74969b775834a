# circulard: build, test, install. `make demo` and `make check` each work alone on a fresh machine.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
SAN      ?=
B        := build$(if $(SAN),-san)

PACKAGES := glib-2.0 gio-unix-2.0 libcurl gmime-3.0 poppler-glib libxml-2.0 libconfig sqlite3 \
            libical libarchive tesseract lept json-glib-1.0 libseccomp libsystemd
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Werror -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wformat=2 -Wno-format-nonliteral
CPPFLAGS += -D_GNU_SOURCE $(if $(SAN),,-D_FORTIFY_SOURCE=2) -Iinclude -Isrc -I$(B) -DVERSION='"$(VERSION)"' \
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

.PHONY: all deps demo check lint install uninstall clean
all: $(B)/circulard $(B)/circularctl

$(B)/circulard: $(B)/src/supervise/main.o $(B)/libcirculard.a
$(B)/circularctl: $(B)/src/tell/main.o $(B)/libcirculard.a
$(B)/circulard $(B)/circularctl:
	@echo "  LINK $@"; $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libcirculard.a: $(OBJECTS)
	@rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/%: $(B)/tests/%.o $(SUPPORT) $(B)/libcirculard.a
	@echo "  LINK $@"; $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.SECONDARY:

check: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all $(TESTS)
	@B=$(B) tests/run

lint:
	@tests/lint

deps:
	@tests/deps
