#include "link.h"

static int expected;

static void work(void)
{
    static struct link link;
    struct ifinfomsg info = { 0 };
    struct nlmsghdr *header = begin_message(request, RTM_GETLINK, NLM_F_DUMP, &info, sizeof info);
    int seen = 0;

    add_number(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    transmit(header, header->nlmsg_len);
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type != RTM_NEWLINK) {
                if (seen != expected)
                    errx(1, "%d links", seen);
                return;
            }
            read_link(message, &link);
            seen++;
            __asm__ volatile("" : : "r"(&link) : "memory");
        }
    }
}

int main(int argc, char **argv)
{
    expected = size_of(argc, argv, 2000) + 1;
    open_netlink();
    measure(work, 1);
}
