#include "link.h"

static void work(void)
{
    static struct link link;

    read_link(ask_for_link(0, "veth0"), &link);
    if (link.index != 100)
        errx(1, "another link was returned");
}

int main(void)
{
    open_netlink();
    measure(work, 1);
}
