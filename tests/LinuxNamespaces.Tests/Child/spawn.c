// Calls the code of the child as a C program would: maps the file that is its argument, fills in header and table by
// their layout, and has itself cloned. Prints what is not as it should be, and the answer to clone3.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

// The last two are what the emulator keeps for itself.
#define UNBLOCKABLE (1l << (SIGKILL - 1) | 1l << (SIGSTOP - 1) | 3l << 62)

enum { IGNORE_ERROR = 1, SAVE = 2, SLOT0 = 0x100 };

struct step {
    uint32_t number, flags;
    long arguments[6];
    uint32_t slot, target;
};

struct header {
    long clone_number, clone_arguments[5];
    struct step *steps, *steps_end;
    long first_step, failed_step, failed_errno;
    uint64_t mask_all, mask_old;
    long exit_tag, exit_status, reserved;
    long slots[4];
};

_Static_assert(sizeof(struct step) == 64 && offsetof(struct header, slots) == 128, "layout");

static long (*code)(struct header *);
static int report[2];
static int failures;

static void check(const char *what, long is, long should_be)
{
    if (is != should_be) {
        printf("%s: %ld instead of %ld\n", what, is, should_be);
        failures++;
    }
}

// Calls it with known values in all registers that a function must keep, and has room below for what leaf functions keep there.
static long spawn(struct header *header)
{
#ifdef __x86_64__
    long result = (long)code, changed = (long)header;
    asm volatile(
        "sub $128, %%rsp\n mov $1, %%rbx\n mov $2, %%r12\n mov $3, %%r13\n mov $4, %%r14\n mov $5, %%r15\n"
        "call *%%rax\n"
        "add $128, %%rsp\n sub $1, %%rbx\n sub $2, %%r12\n sub $3, %%r13\n sub $4, %%r14\n sub $5, %%r15\n"
        "mov %%rbx, %%rdi\n or %%r12, %%rdi\n or %%r13, %%rdi\n or %%r14, %%rdi\n or %%r15, %%rdi"
        : "+a"(result), "+D"(changed)
        :
        : "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
#else
    register long result asm("x0") = (long)header;
    register long changed asm("x1") = (long)code;
    asm volatile(
        "mov x19, #1\n mov x20, #2\n mov x21, #3\n mov x22, #4\n mov x23, #5\n mov x24, #6\n mov x25, #7\n"
        "blr x1\n"
        "sub x1, x19, #1\n sub x20, x20, #2\n sub x21, x21, #3\n sub x22, x22, #4\n sub x23, x23, #5\n sub x24, x24, #6\n"
        "sub x25, x25, #7\n orr x1, x1, x20\n orr x1, x1, x21\n orr x1, x1, x22\n orr x1, x1, x23\n orr x1, x1, x24\n orr x1, x1, x25"
        : "+r"(result), "+r"(changed)
        :
        : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20",
          "x21", "x22", "x23", "x24", "x25", "x30", "cc", "memory");
#endif
    check("registers that are changed", changed, 0);
    return result;
}

static struct header prepare(struct step *steps, int count, long flags)
{
    struct header header = {
        .clone_number = SYS_clone, .clone_arguments = { flags },
        .steps = steps, .steps_end = steps + count, .first_step = 100,
        .mask_all = ~0ul, .slots = { report[1] },
    };
    return header;
}

static long end_of(long process)
{
    int status = -1;
    check("waitpid", waitpid(process, &status, __WALL), process);
    return status;
}

static uint64_t mask(void)
{
    uint64_t now = 0;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &now, 8);
    return now;
}

static void runs(const char *what, long flags)
{
    struct header header;
    struct step steps[] = {
        { SYS_getpid, SAVE, { 0 }, 1 },
        { SYS_rt_sigprocmask, 0, { SIG_BLOCK, 0, (long)&header.slots[2], 8 } },
        { SYS_write, SLOT0, { 0, (long)&header.slots[1], 16 } },
        { SYS_exit_group, 0, { 7 } },
    };
    header = prepare(steps, 4, flags);
    uint64_t before = mask();
    long process = spawn(&header);
    long told[2] = { 0 };
    check(what, read(report[0], told, sizeof told), sizeof told);
    check("process id", told[0], process);
    check("mask of the child", told[1] | UNBLOCKABLE, -1);
    check("mask afterwards", mask(), before);
    check("exit", end_of(process), 7 << 8);
}

static void fails(const char *what, long flags)
{
    struct step steps[] = {
        { SYS_close, IGNORE_ERROR, { -1 } },
        { SYS_close, 0, { -1 } },
        { SYS_exit_group, 0, { 0 } },
    };
    struct header header = prepare(steps, 3, flags);
    long process = spawn(&header);
    long told[2] = { 0 };
    check(what, read(report[0], told, sizeof told), sizeof told);
    check("step", told[0], 101);
    check("errno", told[1], 9);
    check("exit", end_of(process), 127 << 8);
}

int main(int count, char **arguments)
{
    int file = open(arguments[count - 1], O_RDONLY);
    off_t size = lseek(file, 0, SEEK_END);
    code = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
    if (code == MAP_FAILED || pipe(report) != 0)
        return 2;

    // A signal that is blocked stays so.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);

    for (int i = 0; i < 20; i++) {
        runs("fork", SIGCHLD);
        fails("fork that fails", SIGCHLD);
        runs("vfork", CLONE_VM | CLONE_VFORK | SIGCHLD);
        fails("vfork that fails", CLONE_VM | CLONE_VFORK | SIGCHLD);
    }

    struct header header = prepare(NULL, 0, 0);
    header.clone_number = SYS_clone;
    header.clone_arguments[0] = CLONE_THREAD;
    check("clone that is refused", spawn(&header), -22);

    // Too short a structure, where there is the call.
    header.clone_number = SYS_clone3;
    header.clone_arguments[0] = 0;
    printf("clone3 %ld\n", spawn(&header));
    return failures != 0;
}
