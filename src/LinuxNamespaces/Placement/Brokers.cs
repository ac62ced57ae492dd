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

    /// <summary>Reaps the process of a broker whose last lease has ended.</summary>
    internal static void Forget(Broker retired)
    {
        retired.Dispose();
        lock (s_sync)
        {
            // The user namespace may have got a new broker meanwhile.
            NamespaceIdentity user = retired.User.Identity;
            if (s_brokers.TryGetValue(user, out Broker? broker) && broker == retired)
            {
                s_brokers.Remove(user);
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

            Broker? broker = Usable(owner.Identity);
            return broker is not null && (owner.Identity == s_own?.Identity || TryLease(target, broker)) ? broker : StartFor(target, owner);
        }
    }

    private static Broker StartFor(NamespaceHandle target, NamespaceHandle owner)
    {
        using NamespaceHandle current = NamespaceHandle.Open("/proc/thread-self/ns/user");
        return owner.Identity == current.Identity ? throw new PlacedCallException(Errno.EPERM, entering: true)
            : owner.Identity == s_own?.Identity ? Own()
            : StartLeased(target, owner);
    }

    private static Broker StartLeased(NamespaceHandle target, NamespaceHandle owner)
    {
        Broker broker = Add(Broker.Start(owner));
        // Nobody else has had a lease of it that could have ended.
        TryLease(target, broker);
        return broker;
    }

    /// <summary>Has a handle keep a broker until it is disposed of or collected.</summary>
    /// <returns>False when the broker has ended.</returns>
    private static bool TryLease(NamespaceHandle target, Broker broker)
    {
        if (target.Companion is BrokerLease held && held.IsOf(broker))
        {
            return true;
        }

        BrokerLease? lease = broker.TryLease();
        if (lease is not null)
        {
            target.SetCompanion(lease);
        }

        return lease is not null;
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
