using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>What keeps an object from acting on another link than its own.</content>
public partial class Link
{
    /// <summary>Makes a request about the link.</summary>
    internal void Execute(scoped in NetlinkMessageWriter request, NetlinkOperation operation)
    {
        RequirePresent(operation);
        Connection.Execute(request, operation);
    }

    /// <summary>Refuses to go on when the link is gone, whichever link has its index.</summary>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    internal void RequirePresent(NetlinkOperation operation)
    {
        LinkFate fate = Connection.LookAtLink(Index, Seen, out _);
        if (fate == LinkFate.Present || (fate == LinkFate.Unknown && TryRecognize()))
        {
            return;
        }

        throw Connection.Failure(Errno.ENODEV, operation);
    }

    /// <summary>The link is known again from now on, unless it is another one.</summary>
    private bool TryRecognize()
    {
        Link present = LinkMessages.Get(Connection, Index, new NetlinkOperation("get link", Name));
        if (!present.Info.IsProbably(Info))
        {
            return false;
        }

        Seen = present.Seen;
        return true;
    }

    /// <summary>Makes this the object of the link in the namespace that it has moved to.</summary>
    /// <param name="name">The name that it was to have there.</param>
    private void Follow(NetNamespace target, string name)
    {
        LinkFate fate = Connection.LookAtLink(Index, Seen, out LinkRemoval? removal);
        // A link that moves to the namespace that it is in does not move.
        int? index = fate == LinkFate.Present && target.Equals(Namespace) ? Index : removal?.NewIndex;
        Link moved = index is { } number ? target.Links.Get(number) : target.Links.Get(name);
        (Connection, Info, Seen) = (moved.Connection, moved.Info, moved.Seen);
    }
}
