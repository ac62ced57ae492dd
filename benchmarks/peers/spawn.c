// Starts /bin/true and waits for its end, as the benchmark program does, in C. Usage: spawn [MiB of touched memory].
// A line "MODE COUNT" on standard input is answered by a line of numbers, all in ns: the processor time of the lot, with that
// of the children, and the time of each start.
//
// Modes: posix_spawn; clone: seven new namespaces, the caller as root in them; unshare: the same by unshare(1).
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAMESPACES (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP)
#define MAX_COUNT 10000

static char stack[64 * 1024] __attribute__((aligned(16)));
static char uid_map[32], gid_map[32];
static char *program[] = {"/bin/true", NULL};
static char *unshare_program[] = {"unshare", "-UrpfmuinC", "/bin/true", NULL};

static void write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text, strlen(text)) < 0)
        _exit(126);
    close(file);
}

static int child(void *argument __attribute__((unused)))
{
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", uid_map);
    write_file("/proc/self/gid_map", gid_map);
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        _exit(126);
    execve(program[0], program, environ);
    _exit(127);
}

static pid_t start(const char *mode)
{
    pid_t pid;
    int error = 0;
    if (strcmp(mode, "clone") == 0) {
        pid = clone(child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | NAMESPACES | SIGCHLD, NULL);
        if (pid < 0)
            err(1, "clone");
    } else if (strcmp(mode, "unshare") == 0) {
        error = posix_spawnp(&pid, unshare_program[0], NULL, NULL, unshare_program, environ);
    } else {
        error = posix_spawn(&pid, program[0], NULL, NULL, program, environ);
    }
    if (error)
        errx(1, "%s: %s", mode, strerror(error));
    return pid;
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long processor_time(void)
{
    long long sum = 0;
    for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
        struct rusage used;
        getrusage(who, &used);
        sum += (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
    }
    return sum;
}

int main(int argc, char **argv)
{
    size_t ballast = (argc > 1 ? strtoul(argv[1], NULL, 10) : 0) << 20;
    if (ballast) {
        char *memory = mmap(NULL, ballast, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            err(1, "mmap");
        memset(memory, 1, ballast);
    }

    sprintf(uid_map, "0 %u 1\n", geteuid());
    sprintf(gid_map, "0 %u 1\n", getegid());
    static long long times[MAX_COUNT];
    char mode[32];
    int count;
    while (scanf("%31s %d", mode, &count) == 2 && count <= MAX_COUNT) {
        long long used = processor_time();
        for (int i = 0; i < count; i++) {
            long long begin = now();
            pid_t pid = start(mode);
            int status;
            if (waitpid(pid, &status, 0) != pid || status != 0)
                errx(1, "%s: status %d", mode, status);
            times[i] = now() - begin;
        }
        printf("%lld", processor_time() - used);
        for (int i = 0; i < count; i++)
            printf(" %lld", times[i]);
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
