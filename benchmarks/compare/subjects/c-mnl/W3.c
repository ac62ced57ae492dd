#include "link.h"

static int expected;

static void work(void)
{
    struct link link = { 0 };
    struct nlmsghdr *header = mnl_begin(request, RTM_GETLINK, NLM_F_DUMP);

    mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
    mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    mnl_talk(header, read_link, &link);
    if (link.seen != expected)
        errx(1, "%d links", link.seen);
}

int main(int argc, char **argv)
{
    expected = size_of(argc, argv, 2000) + 1;
    open_mnl();
    measure(work, 1);
}
