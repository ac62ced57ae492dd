// Keeps namespaces alive in each of the ways there are, and tells their inodes: "what inode" a line, "ready" at the end. It is in a user and a
// mount namespace of its own. Then it does what it reads: "leak" opens a new namespace, "release" closes it. It ends with its input.
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[4096];

static void check(int result, const char *what)
{
    if (result == -1)
        err(1, "%s", what);
}

static unsigned long inode(const char *path)
{
    struct stat found;
    check(stat(path, &found), path);
    return found.st_ino;
}

static void tell(const char *what, const char *kind)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", kind);
    printf("%s %lu\n", what, inode(path));
}

static void bind_to(const char *kind, const char *name)
{
    char from[64], to[5000];
    snprintf(from, sizeof(from), "/proc/thread-self/ns/%s", kind);
    snprintf(to, sizeof(to), "%s/%s", directory, name);
    int file = open(to, O_CREAT | O_RDONLY | O_CLOEXEC, 0600);
    check(file, to);
    close(file);
    check(mount(from, to, "none", MS_BIND, NULL), "bind");
}

static void *in_thread(void *ready)
{
    check(unshare(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS), "unshare of a thread");
    printf("thread-id %ld\n", syscall(SYS_gettid));
    tell("thread", "uts");
    tell("thread", "net");
    tell("thread", "mnt");
    pthread_barrier_wait(ready);
    for (;;)
        pause();
    return NULL;
}

static void *by_socket(void *result)
{
    check(unshare(CLONE_NEWNET), "unshare for a socket");
    tell("socket", "net");
    int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(made, "socket");
    printf("socket-descriptor %d\n", made);
    return result;
}

static void *by_descriptor(void *result)
{
    check(unshare(CLONE_NEWIPC), "unshare for a descriptor");
    tell("descriptor", "ipc");
    int opened = open("/proc/thread-self/ns/ipc", O_RDONLY | O_CLOEXEC);
    check(opened, "open");
    printf("descriptor-number %d\n", opened);
    return result;
}

// A descriptor that was opened where the namespace is mounted shows that path.
static void *by_path(void *result)
{
    char path[5000];
    check(unshare(CLONE_NEWUTS), "unshare for a path");
    tell("path", "uts");
    bind_to("uts", "a path");
    snprintf(path, sizeof(path), "%s/a path", directory);
    int opened = open(path, O_RDONLY | O_CLOEXEC);
    check(opened, "open by path");
    check(umount2(path, MNT_DETACH), "umount");
    printf("path-number %d\n", opened);
    return result;
}

static void *by_mount(void *result)
{
    check(unshare(CLONE_NEWCGROUP), "unshare for a mount");
    tell("mount", "cgroup");
    bind_to("cgroup", "a mount");
    return result;
}

// Nobody is in the mount namespace in which the network namespace is mounted.
static void *by_mount_without_process(void *result)
{
    check(unshare(CLONE_NEWNS | CLONE_NEWNET), "unshare for a mount without process");
    tell("lonely", "mnt");
    tell("lonely", "net");
    bind_to("net", "lonely");
    check(open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC), "open of a mount namespace");
    return result;
}

// The sockets of messages that nobody reads, which are of the network namespace of the process.
static int mailbox[2];

static void send_descriptor(int descriptor)
{
    char byte = 0;
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    check(sendmsg(mailbox[0], &message, 0), "sendmsg");
    close(descriptor);
}

static void send_namespace(const char *kind)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", kind);
    int opened = open(path, O_RDONLY | O_CLOEXEC);
    check(opened, path);
    send_descriptor(opened);
}

static void *by_message_with_socket(void *result)
{
    check(unshare(CLONE_NEWNET), "unshare for a socket in a message");
    tell("sent-socket", "net");
    int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(made, "socket");
    send_descriptor(made);
    return result;
}

// The network namespace is mounted in the mount namespace.
static void *by_message_with_mounts(void *result)
{
    check(unshare(CLONE_NEWNS | CLONE_NEWNET), "unshare for mounts in a message");
    tell("sent-mounts", "mnt");
    tell("sent-mounts", "net");
    bind_to("net", "sent");
    send_namespace("mnt");
    return result;
}

static void run(void *(*function)(void *))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, function, NULL) != 0 || pthread_join(thread, NULL) != 0)
        errx(1, "thread");
}

static void put(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    check(file, path);
    check(write(file, text, strlen(text)), path);
    close(file);
}

// A user namespace that lives only as the parent of another one.
static void as_parent(void)
{
    int ends[2];
    check(pipe2(ends, O_CLOEXEC), "pipe");
    fflush(stdout);
    pid_t child = fork();
    check(child, "fork");
    if (child == 0) {
        check(unshare(CLONE_NEWUSER), "unshare of a user namespace");
        tell("parent", "user");
        put("/proc/self/setgroups", "deny");
        put("/proc/self/uid_map", "0 0 1");
        put("/proc/self/gid_map", "0 0 1");
        check(unshare(CLONE_NEWUSER), "unshare of another user namespace");
        tell("child", "user");
        printf("child-id %d\n", getpid());
        // A new user namespace forgets it.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        fflush(stdout);
        check(write(ends[1], "", 1), "write");
        for (;;)
            pause();
    }

    char byte;
    close(ends[1]);
    if (read(ends[0], &byte, 1) != 1)
        errx(1, "the child failed");
    close(ends[0]);
}

// Its owner is a user namespace that nobody is in.
static void by_message(void)
{
    fflush(stdout);
    pid_t child = fork();
    check(child, "fork");
    if (child == 0) {
        check(unshare(CLONE_NEWUSER | CLONE_NEWUTS), "unshare for a message");
        tell("sent-owner", "user");
        tell("sent", "uts");
        send_namespace("uts");
        fflush(stdout);
        _exit(0);
    }

    int status;
    check(waitpid(child, &status, 0), "waitpid");
    if (status != 0)
        errx(1, "the sender failed");
}

int main(int count, char **arguments)
{
    if (count != 2)
        return 2;
    strncpy(directory, arguments[1], sizeof(directory) - 1);
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    as_parent();
    run(by_socket);
    run(by_descriptor);
    run(by_path);
    run(by_mount);
    run(by_mount_without_process);
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, mailbox), "socketpair");
    by_message();
    run(by_message_with_socket);
    run(by_message_with_mounts);
    pthread_t thread;
    pthread_barrier_t ready;
    pthread_barrier_init(&ready, NULL, 2);
    if (pthread_create(&thread, NULL, in_thread, &ready) != 0)
        errx(1, "thread");
    pthread_barrier_wait(&ready);
    // From then on there are no new threads before kernel 6.3.
    check(unshare(CLONE_NEWTIME), "unshare for children");
    tell("children", "time_for_children");
    // The threads are joined before they are gone.
    usleep(50000);
    puts("ready");
    fflush(stdout);

    char line[64];
    int leak = -1;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (strcmp(line, "leak\n") == 0) {
            pid_t child = fork();
            check(child, "fork");
            if (child == 0) {
                check(unshare(CLONE_NEWUTS), "unshare of a leak");
                raise(SIGSTOP);
                _exit(0);
            }

            char path[64];
            check(waitpid(child, NULL, WUNTRACED), "waitpid");
            snprintf(path, sizeof(path), "/proc/%d/ns/uts", child);
            leak = open(path, O_RDONLY | O_CLOEXEC);
            check(leak, "open of a leak");
            printf("leak %lu\n", inode(path));
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
        } else {
            close(leak);
            puts("released");
        }

        fflush(stdout);
    }

    return 0;
}
