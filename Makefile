# Two Terminals. Needs a C compiler, make and POSIX; GNU make 3.81 (macOS) or later.
#
# The usual build puts each program beside its source, everything else below build/. A build of
# another kind lies below build/KIND/, with the same paths inside:
#
#     make CC=clang                          build/clang/tcp/hello_server ...
#     make test SANITIZE=address,undefined   build/address-undefined/tcp/hello_server ...
#
# To see each command of the compiler: make V=1

CC       ?= cc
CFLAGS   ?= -O2 -g
SANITIZE ?=
SECONDS  ?= 60

STANDARD  = -std=c11 -D_POSIX_C_SOURCE=200809L
WARNINGS  = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
ifdef CI
WARNINGS += -Werror
endif
SANITIZER = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
COMPILE   = $(CC) $(STANDARD) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(SANITIZER) -MMD -MP
LINK      = $(CC) $(CFLAGS) $(SANITIZER) $(LDFLAGS) -o $@
QUIET     = $(if $(V),,@)
ON_LINUX := $(filter Linux,$(shell uname))
# Debian's musl-gcc does not look where the kernel's headers are.
KERNEL_HEADERS = $(if $(findstring musl-gcc,$(CC)),$(addprefix -idirafter ,/usr/include /usr/include/$(shell cc -print-multiarch)))
DLOPEN    = $(if $(ON_LINUX),-ldl)

# PLACE stands before a program's path, BUILD is where the rest of that build lies. An exported CC=gcc is
# somebody's usual compiler, not a wish for another kind.
comma := ,
empty :=
space := $(empty) $(empty)
KIND  := $(subst $(space),-,$(strip $(filter-out cc $(if $(filter environment,$(origin CC)),gcc),$(notdir $(CC))) $(subst $(comma),$(space),$(SANITIZE))))
PLACE := $(if $(KIND),build/$(KIND)/)
BUILD := build$(if $(KIND),/$(KIND))

PROGRAMS := $(basename $(wildcard tcp/*_server.c tcp/*_client.c udp/*_server.c udp/*_client.c http/*_server.c http/client.c) lab/choppy.c lab/compare.c lab/link.c lab/relay.c)
HTTP     := $(addprefix $(BUILD)/obj/http/,body.o request.o response.o span.o target.o)
FUZZ     := $(addprefix tests/fuzz/,demands reading require) $(addprefix http/,body reply request span target) $(addprefix lab/,ladder packet tracker) common/printable
THREADED := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out http/%_server.c http/client.c http/question.c http/reply.c http/sink.c http/url.c,$(wildcard http/*.c)))
LAB      := $(addprefix $(BUILD)/obj/lab/,fate.o values.o wire.o)
LADDER   := $(addprefix $(BUILD)/obj/lab/,ladder.o line_options.o packet.o selector.o tracker.o values.o)
PICTURE  := $(addprefix $(BUILD)/obj/lab/,capture.o cells.o ladder_drawing.o ladder_layout.o ladder_legend.o ladder_picture.o svg.o)
LINUX    := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard lab/linux/*.c))
LINE     := $(addprefix $(BUILD)/obj/lab/linux/,compare_line.o device.o interface.o line.o line_make.o names.o namespace.o netlink.o refusal.o sockets.o)
COMPARE  := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(if $(ON_LINUX),lab/compare_elsewhere.c),$(wildcard lab/compare*.c)))
FIGURES  := $(addprefix $(BUILD)/obj/lab/compare_,message.o outcome.o sentence.o strips.o)
CROWD    := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/crowd/*.c))
COMMON   := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard common/*.c))
C_FILES   = $(wildcard */*.c */*.h lab/linux/*.[ch] tests/*/*.[ch] tests/posix/*/*.h)

BINARIES := $(addprefix $(PLACE),$(PROGRAMS))
TOOLS    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(filter-out $(if $(ON_LINUX),,tests/contained.c),$(wildcard tests/*.c tests/fuzz/*_fuzz.c)))
FUZZERS  := $(foreach compiler,clang afl-clang-fast,$(patsubst tests/fuzz/%.c,build/fuzz/$(compiler)/%,$(wildcard tests/fuzz/*_fuzz.c)))

all: $(BINARIES) $(BUILD)/lab/choppy.so  ## build all programs (this is the default)
	@echo 'Ready. Start $(PLACE)tcp/hello_server in one terminal, $(PLACE)tcp/hello_client in another.'

demo: all  ## run every pair for real, server and client, and show what they say
	@sh tests/demo.sh $(PLACE)

# A name on the command line only: some systems have an ONLY or a NAME in the environment.
given = $(if $(filter command,$(origin $(1))),$($(1)))

test: all $(TOOLS)  ## run the tests; some only: make test ONLY=tests/tcp.bats
	@tests/run.sh $(if $(KIND),build/$(KIND),.) $(BUILD) $(call given,ONLY)

# Each part can be run alone; make -j2 -O check runs two at a time.
CHECKS := check-mutation check-valgrind check-address check-coverage check-portability check-fresh check-thread check-lint check-fuzz
check: $(CHECKS)  ## everything that is not make test: linters, sanitizers, other compilers and processors, each bug, a fresh machine

# First what all of them take as built, so that they begin in this order, the longest first.
$(CHECKS): all $(TOOLS)

check-lint:
	@tests/lint.sh

check-valgrind:
	@tests/run.sh . build valgrind

# Two for one: what clang makes of the programs, and what its sanitizers find.
check-address:
	@$(MAKE) --no-print-directory test CC=clang SANITIZE=address,undefined ONLY=all

check-thread:
	@$(MAKE) --no-print-directory test SANITIZE=thread ONLY=threads

check-mutation:
	@tests/bugs/score.sh

check-fresh:
	@tests/fresh.sh

check-coverage:
	@tests/coverage/run.sh

check-fuzz:
	@$(MAKE) --no-print-directory fuzz

check-portability:
	@tests/portability.sh

# All that is C but the fuzzers, which want clang.
everything: all $(TOOLS) $(addprefix $(BUILD)/tests/bench/,bare_echo bare_udp)

coverage: check-coverage  ## run the tests, and name the lines that none of them runs; needs gcc

compare: $(PLACE)lab/compare  ## send the same messages over UDP and TCP through a line that loses 5 %, and draw what each did
	@$(PLACE)lab/compare --loss a:5% --delay 20ms --seed 7 -n 1000 --svg $(BUILD)/compare.svg
	@echo 'The picture: $(BUILD)/compare.svg'

fuzz:  ## fuzz the readers of HTTP and of packets for a minute; longer: make fuzz SECONDS=1800
	@tests/fuzz/run.sh $(SECONDS)

bench: all $(BUILD)/tests/crowd $(addprefix $(BUILD)/tests/bench/,bare_echo bare_udp)  ## measure the echo pairs beside the barest C pairs, the relay, and the HTTP servers beside nginx
	@tests/bench/echo.sh $(BUILD) $(PLACE)
	@tests/bench/udp.sh $(BUILD) $(PLACE)
	@tests/bench/http.sh $(BUILD) $(PLACE)
	@tests/bench/link.sh $(BUILD) $(PLACE)

soak: all $(BUILD)/tests/crowd  ## ask the threaded server everything for ten minutes, and see that it does not grow
	@tests/bench/soak.sh $(BUILD) $(PLACE)

BUG = '$(call given,NAME)'

bug:  ## copy the programs to build/bugs, with a bug in them to be found: make bug NAME=half-greeting; without NAME, list the bugs
	@MAKE='$(MAKE)' tests/bugs/bug.sh $(BUG)

mended:  ## ask the tests whether that bug is mended: make mended NAME=half-greeting
	@tests/bugs/mended.sh $(BUG)

mutation: all  ## put in each of these bugs, and see that the tests notice
	@tests/bugs/score.sh

diff:  ## show how each TCP program differs from its UDP twin
	@for file in $(notdir $(wildcard tcp/*_server.c tcp/*_client.c)); do diff -u tcp/$$file udp/$$file; test $$? -ne 2 || exit 2; done

docs:  ## copy the programs' lines into the pages' excerpts; to compare only: docs/weave --check
	@docs/weave

format:  ## lay out the C files as .clang-format says
	clang-format -i $(C_FILES)

dist:  ## pack the sources into build/two-terminals-VERSION.tar.gz, which builds and tests itself
	@tests/dist.sh

book: all  ## make a book of the pages: HTML, and a PDF (needs lowdown and groff)
	@docs/book $(BUILD)/book

clean:  ## remove all that make has built
	rm -rf build $(PROGRAMS)

help:  ## print this
	@awk -F ':.*##' '/^[a-z]+:.*##/ { printf "  make %-9s%s\n", $$1, $$2 }' Makefile

$(filter-out %lab/compare %lab/link,$(BINARIES)): $(PLACE)%: $(BUILD)/obj/%.o $(COMMON)
	@mkdir -p $(@D)
	@echo 'link     $@'
	$(QUIET)$(LINK) $^ $(LDLIBS)

$(PLACE)tcp/chat_server $(PLACE)tcp/chat_client: $(BUILD)/obj/tcp/conversation.o
$(PLACE)lab/relay: $(LAB) $(addprefix $(BUILD)/obj/lab/,flow.o forward.o)
$(PLACE)http/single_server: $(HTTP)
$(PLACE)http/threaded_server: $(THREADED)
$(PLACE)http/client: $(addprefix $(BUILD)/obj/http/,body.o question.o reply.o sink.o span.o url.o)
$(PLACE)udp/echo_client: $(addprefix $(BUILD)/obj/udp/,numbered.o ping.o tally.o)
$(PLACE)udp/chat_server $(PLACE)udp/chat_client: $(addprefix $(BUILD)/obj/udp/,conversation.o strangers.o)

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo 'compile  $<'
	$(QUIET)$(COMPILE) -c -o $@ $<

# The threaded server finds its pages, and the site it serves, from where it lies itself.
$(BUILD)/obj/http/site.o: STANDARD += -DHTTP_FOLDER='"$(if $(KIND),../../../http,.)"'

# lab/link is for Linux; elsewhere a program of that name says so, and lab/compare does without. Not built for the thread sanitizer: they have
# one thread, and who makes a user namespace may have no more, but the sanitizer starts one. One after the other: they share objects.
ifeq ($(ON_LINUX)$(SANITIZE),Linuxthread)
$(PLACE)lab/compare $(PLACE)lab/link: $(PLACE)%:
	@$(MAKE) --no-print-directory SANITIZE= $*
	@mkdir -p $(@D)
	$(QUIET)cp $* $@
$(PLACE)lab/link: $(PLACE)lab/compare
.PHONY: $(PLACE)lab/compare $(PLACE)lab/link
else
$(PLACE)lab/compare: $(sort $(COMPARE) $(if $(ON_LINUX),$(LINE)) $(LADDER) $(PICTURE) $(LAB)) $(COMMON)
ifdef ON_LINUX
$(PLACE)lab/link: $(BUILD)/obj/lab/link.o $(sort $(filter-out %/compare_line.o,$(LINUX)) $(LADDER) $(PICTURE) $(LAB)) $(COMMON)
else
$(PLACE)lab/link: $(BUILD)/obj/lab/link_elsewhere.o $(COMMON)
endif
$(PLACE)lab/compare $(PLACE)lab/link:
	@mkdir -p $(@D)
	@echo 'link     $@'
	$(QUIET)$(LINK) $^ $(LDLIBS)
endif
ifdef ON_LINUX
$(BUILD)/obj/lab/link.o $(BUILD)/obj/tests/contained.o $(LINUX): STANDARD = -std=c11 -D_GNU_SOURCE $(KERNEL_HEADERS)
endif

# lab/choppy finds its library from where it lies itself.
$(BUILD)/obj/lab/choppy.o: STANDARD += -DCHOPPY_LIBRARY='"$(if $(KIND),choppy.so,../build/lab/choppy.so)"'

# Not POSIX, and never sanitized: it is loaded into programs of any kind.
$(BUILD)/lab/choppy.so: lab/choppy_preload.c Makefile
	@mkdir -p $(@D)
	@echo 'compile  $<'
	$(QUIET)$(CC) -std=c11 $(WARNINGS) $(CFLAGS) -fPIC -shared $(LDFLAGS) -o $@ $< $(DLOPEN)

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(COMMON)
	@mkdir -p $(@D)
	@echo 'link     $@'
	$(QUIET)$(LINK) $^ $(LDLIBS)

$(addprefix $(BUILD)/tests/,fate_unit fates wire_unit): $(LAB)
$(BUILD)/tests/packet_unit: $(BUILD)/obj/lab/packet.o
$(BUILD)/tests/ladder_unit $(BUILD)/tests/selector_unit $(BUILD)/tests/tracker_unit: $(LADDER)
$(BUILD)/tests/capture_unit: $(BUILD)/obj/lab/capture.o
$(BUILD)/tests/svg_unit: $(BUILD)/obj/lab/cells.o $(BUILD)/obj/lab/svg.o
$(BUILD)/tests/picture_unit $(BUILD)/tests/draw: $(PICTURE)
$(PLACE)lab/compare $(PLACE)lab/link $(addprefix $(BUILD)/tests/,compare_unit draw picture_unit svg_unit): LDLIBS += -lm
$(BUILD)/tests/compare_unit: $(FIGURES)
$(BUILD)/tests/udp_unit: $(BUILD)/obj/udp/tally.o
$(BUILD)/tests/http_unit $(BUILD)/tests/http_differential: $(HTTP)
$(BUILD)/tests/http_differential: $(addprefix $(BUILD)/obj/tests/differential/,heads.o reading.o)
$(BUILD)/tests/pages_unit: $(addprefix $(BUILD)/obj/http/,base64.o form.o span.o template.o text.o)
$(BUILD)/tests/body_unit: $(addprefix $(BUILD)/obj/http/,body.o span.o)
$(BUILD)/tests/response_unit: $(addprefix $(BUILD)/obj/http/,reply.o response.o span.o)
$(BUILD)/tests/date_unit: $(addprefix $(BUILD)/obj/http/,date.o response.o span.o)
$(BUILD)/tests/conditions_unit: $(HTTP) $(addprefix $(BUILD)/obj/http/,conditions.o date.o media_type.o)
$(BUILD)/tests/files_unit $(BUILD)/tests/shelf_unit: $(addprefix $(BUILD)/obj/http/,folder.o media_type.o place.o response.o shelf.o span.o stored.o)
$(BUILD)/tests/stream_unit: $(BUILD)/obj/http/stream.o
$(BUILD)/tests/url_unit: $(addprefix $(BUILD)/obj/http/,span.o url.o)
$(BUILD)/tests/crowd: $(CROWD) $(addprefix $(BUILD)/obj/http/,body.o reply.o span.o)

# A target and its driver: replay.c, or that of the fuzzer, whose compiler is named as the folder.
$(filter %_fuzz,$(TOOLS)): $(patsubst %,$(BUILD)/obj/%.o,$(FUZZ) tests/fuzz/replay)
fuzzers: $(FUZZERS)
$(FUZZERS): $(FUZZ:%=%.c) $(wildcard tests/fuzz/*.[ch] http/*.h lab/*.h) Makefile
	@mkdir -p $(@D)
	@echo 'compile  $@'
	$(QUIET)$(notdir $(@D)) $(STANDARD) $(WARNINGS) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ tests/fuzz/$(@F).c $(FUZZ:%=%.c)

.SECONDARY:
.PHONY: all everything demo test check $(CHECKS) coverage compare fuzz fuzzers bench soak bug mended mutation diff docs dist book format clean help
-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)
