using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Placement;

/// <summary>The brokers of this process: one for its own user namespace, and one for each foreign one that is in use.</summary>
/// <remarks>
/// A foreign user namespace keeps its broker as long as a handle lives through which something was opened in it. The broker of the own one
/// stays; it is a process of a few kilobytes that sleeps.
/// </remarks>
internal static class Brokers
{
    private static readonly Lock s_sync = new();
    private static readonly Dictionary<NamespaceIdentity, Broker> s_brokers = [];
    private static readonly Dictionary<NamespaceIdentity, int> s_holders = [];

    // The user namespace of the network namespaces that an ordinary user creates: one for the whole process, so that they can be joined.
    private static NamespaceHandle? s_own;

    /// <summary>Creates a network namespace in the user namespace of this process.</summary>
    internal static NamespaceHandle CreateNetwork()
    {
        try
        {
            return Retry(Own, broker => broker.CreateNetwork());
        }
        catch (PlacedCallException e)
        {
            throw new LinuxException(
                e.Errno, "create a network namespace", null, CreationRemedy.ForRootOfUserNamespace(e.Errno, NamespaceTypes.Network, SystemFacts.Current));
        }
    }

    /// <summary>The user namespace of the network namespaces that this process creates without privilege.</summary>
    internal static NamespaceHandle OwnUserNamespace()
    {
        lock (s_sync)
        {
            _ = Own();
            return s_own!;
        }
    }

    /// <summary>Whether a namespace is owned by the user namespace of this process.</summary>
    internal static bool IsOwn(NamespaceIdentity user)
    {
        lock (s_sync)
        {
            return s_own?.Identity == user;
        }
    }

    /// <summary>Has something done in a network namespace by the broker of the user namespace that owns it.</summary>
    /// <exception cref="PlacedCallException">The call failed.</exception>
    internal static T Run<T>(NamespaceHandle target, Func<Broker, T> call) => Retry(() => For(target), call);

    /// <summary>Has a handle that is closed let go of a broker.</summary>
    internal static void Release(NamespaceIdentity user)
    {
        lock (s_sync)
        {
            if (--s_holders[user] > 0)
            {
                return;
            }

            s_holders.Remove(user);
            if (s_brokers.Remove(user, out Broker? broker))
            {
                broker.Dispose();
            }
        }
    }

    private static T Retry<T>(Func<Broker> find, Func<Broker, T> call)
    {
        try
        {
            return call(find());
        }
        catch (Exception e) when (e is BrokerGoneException or ObjectDisposedException)
        {
            try
            {
                return call(find());
            }
            catch (BrokerGoneException)
            {
                throw new LinuxException(
                    Errno.ETIMEDOUT, "open something in a network namespace", null,
                    "The helper process was stopped or killed twice. Root of the user namespace can do that.");
            }
        }
    }

    private static Broker Own()
    {
        lock (s_sync)
        {
            if (s_own is not null)
            {
                return Usable(s_own.Identity) ?? Add(Broker.Start(s_own));
            }

            Broker broker = Add(Broker.Start(user: null));
            using DescriptorLease lease = new(broker.User);
            s_own = NamespaceHandle.Open($"/proc/self/fd/{lease.Descriptor}");
            return broker;
        }
    }

    private static Broker For(NamespaceHandle target)
    {
        using NamespaceHandle? owner = NamespaceRelations.Owner(target);
        lock (s_sync)
        {
            if (owner is null)
            {
                throw new PlacedCallException(Errno.EPERM, entering: true);
            }

            return Usable(owner.Identity) is not { } broker ? StartFor(target, owner) : broker.User.Identity == s_own?.Identity ? broker : Hold(target, broker);
        }
    }

    private static Broker StartFor(NamespaceHandle target, NamespaceHandle owner)
    {
        using NamespaceHandle current = NamespaceHandle.Open("/proc/thread-self/ns/user");
        return owner.Identity == current.Identity ? throw new PlacedCallException(Errno.EPERM, entering: true)
            : owner.Identity == s_own?.Identity ? Own()
            : Hold(target, Add(Broker.Start(owner)));
    }

    private static Broker Hold(NamespaceHandle target, Broker broker)
    {
        NamespaceIdentity user = broker.User.Identity;
        if (target.TryHoldBroker(user))
        {
            s_holders[user] = s_holders.GetValueOrDefault(user) + 1;
        }

        return broker;
    }

    private static Broker? Usable(NamespaceIdentity user) => s_brokers.TryGetValue(user, out Broker? broker) && broker.IsUsable ? broker : null;

    private static Broker Add(Broker broker)
    {
        if (s_brokers.Remove(broker.User.Identity, out Broker? gone))
        {
            gone.Dispose();
        }

        s_brokers.Add(broker.User.Identity, broker);
        return broker;
    }
}
