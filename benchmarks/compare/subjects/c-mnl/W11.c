#include "link.h"

enum { LINKS = 2000 };

static struct nlmsghdr *recorded;

static int record(const struct nlmsghdr *message, void *data)
{
    (void)data;
    recorded = malloc(message->nlmsg_len);
    memcpy(recorded, message, message->nlmsg_len);
    return MNL_CB_OK;
}

static void work(void)
{
    struct link link = { 0 };

    for (int i = 0; i < LINKS; i++)
        read_link(recorded, &link);
}

int main(void)
{
    open_mnl();
    struct nlmsghdr *header = mnl_begin(request, RTM_GETLINK, 0);
    struct ifinfomsg *info = mnl_nlmsg_put_extra_header(header, sizeof *info);
    info->ifi_index = 100;
    mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    mnl_talk(header, record, NULL);
    measure(work, LINKS);
}
