// What root inside of a namespace can do to a process that joins it. It tries every process that is new to its PID
// namespace, until its standard input is closed, and says what it has got.
//
//   attacker ADDRESS SECRET LAUNCHER    where in our memory the secret is, and where a launcher has its table
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BEFORE = 4, AFTER = 8, DESCRIPTORS = 256, SIZE = 16 };

static unsigned long canary, launcher;
static const char *secret;
static long seen, refused, allowed;

static void got(const char *format, ...)
{
    static int count;
    if (count++ > 200)
        return;
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

static ssize_t reach(long call, int process, void *here, unsigned long there)
{
    struct iovec local = { here, SIZE }, remote = { (void *)there, SIZE };
    return syscall(call, process, &local, 1, &remote, 1, 0);
}

static int is_secret(const char *bytes)
{
    return memcmp(bytes, secret, SIZE) == 0;
}

// What a program that was started has of itself: nothing to read or write, and what it is loaded from.
static int is_innocent(const char *target)
{
    return strcmp(target, "/dev/null") == 0 || strncmp(target, "/etc/ld", 7) == 0 || strncmp(target, "/lib", 4) == 0 || strncmp(target, "/usr/", 5) == 0;
}

// 1: some are ours now, or could be; 0: there is no such process; -1: it is refused.
static int take_descriptors(int process)
{
    int pidfd = syscall(SYS_pidfd_open, process, 0);
    if (pidfd < 0)
        return 0;

    int error = 0;
    for (int i = 0; i < DESCRIPTORS && error != EPERM && error != ESRCH; i++) {
        int taken = syscall(SYS_pidfd_getfd, pidfd, i, 0);
        error = taken < 0 ? errno : 0;
        if (taken < 0)
            continue;
        char path[64], target[256] = { 0 }, bytes[SIZE] = { 0 };
        snprintf(path, sizeof path, "/proc/self/fd/%d", taken);
        readlink(path, target, sizeof target - 1);
        if (pread(taken, bytes, SIZE, 0) == SIZE && is_secret(bytes))
            got("descriptor with the secret");
        else if (!is_innocent(target))
            got("descriptor %d of %d: %s", i, process, target);
        close(taken);
    }

    close(pidfd);
    return error == EPERM ? -1 : error == ESRCH ? 0 : 1;
}

// 1: it is ours now; 0: there is no such process; -1: it is refused.
static int trace(int process, int seize)
{
    if (ptrace(seize ? PTRACE_SEIZE : PTRACE_ATTACH, process, 0, 0) != 0)
        return errno == EPERM ? -1 : 0;
    if (seize)
        ptrace(PTRACE_INTERRUPT, process, 0, 0);
    int status;
    if (waitpid(process, &status, __WALL) == process && WIFSTOPPED(status)) {
        union { long words[2]; char bytes[SIZE]; } read;
        errno = 0;
        read.words[0] = ptrace(PTRACE_PEEKDATA, process, canary, 0);
        read.words[1] = ptrace(PTRACE_PEEKDATA, process, canary + 8, 0);
        if (errno == 0 && is_secret(read.bytes))
            got("secret read by ptrace");
        errno = 0;
        ptrace(PTRACE_PEEKDATA, process, launcher, 0);
        if (errno == 0)
            got("launcher read by ptrace");
        ptrace(PTRACE_DETACH, process, 0, 0);
        // The signal of the attachment may still be on its way.
        kill(process, SIGCONT);
    }

    return 1;
}

static void attack(int process)
{
    // Whoever could be had once is the program by now, and would never end if it were stopped again and again.
    static int had[64];
    int *last = &had[process % 64];
    if (*last == process)
        return;

    char bytes[SIZE];
    ssize_t size = reach(SYS_process_vm_readv, process, bytes, canary);
    if (size < 0 && errno == ESRCH)
        return;

    seen++;
    if (size == SIZE && is_secret(bytes)) {
        memcpy(bytes, "OVERWRITTEN!!!!!", SIZE);
        got("secret read");
        if (reach(SYS_process_vm_writev, process, bytes, canary) == SIZE)
            got("secret overwritten");
    }

    if (reach(SYS_process_vm_readv, process, bytes, launcher) == SIZE)
        got("launcher read");
    if (reach(SYS_process_vm_writev, process, bytes, launcher) == SIZE)
        got("launcher overwritten");
    int seized = trace(process, 1);
    int results[] = { take_descriptors(process), seized, seized > 0 ? 0 : trace(process, 0) };
    for (int i = 0; i < 3; i++) {
        refused += results[i] < 0;
        allowed += results[i] > 0;
        if (results[i] > 0)
            *last = process;
    }
}

// The number that was given to a process last, as this PID namespace counts.
static int newest(int loadavg)
{
    char text[128] = { 0 };
    if (pread(loadavg, text, sizeof text - 1, 0) <= 0)
        return 0;
    char *last = strrchr(text, ' ');
    return last ? atoi(last) : 0;
}

int main(int count, char **arguments)
{
    if (count < 4)
        return 2;
    canary = strtoul(arguments[1], NULL, 0);
    secret = arguments[2];
    launcher = strtoul(arguments[3], NULL, 0);
    setvbuf(stdout, NULL, _IONBF, 0);
    int loadavg = open("/proc/loadavg", O_RDONLY);
    fcntl(0, F_SETFL, O_NONBLOCK);
    puts("ready");
    int self = getpid();
    char byte;
    while (read(0, &byte, 1) != 0) {
        for (int i = 0; i < 50; i++) {
            int last = newest(loadavg);
            for (int process = last > BEFORE ? last - BEFORE : 1; process <= last + AFTER; process++)
                if (process != self && process != 1)
                    attack(process);
        }
    }

    printf("end: met %ld times, refused %ld, allowed %ld\n", seen, refused, allowed);
    return 0;
}
