using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>The helper processes of this process: one for its private user namespace, and one for each foreign user namespace in use.</summary>
/// <remarks>
/// The helper process of a foreign user namespace runs as long as a handle is open through which something was opened in it. The helper process of
/// the private user namespace stays. It is a sleeping process of a few kilobytes.
/// </remarks>
internal static class HelperProcesses
{
    private static readonly Lock s_sync = new();
    private static readonly Dictionary<NamespaceIdentity, HelperProcess> s_helpers = [];

    // The user namespace of the network namespaces that an ordinary user creates. There is one for the whole process, so that namespaces can be joined together.
    private static NamespaceHandle? s_own;

    /// <summary>Creates a network namespace in the user namespace of this process.</summary>
    internal static NamespaceHandle CreateNetwork()
    {
        try
        {
            return Retry(Own, helper => helper.CreateNetwork());
        }
        catch (NamespaceCallException e)
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

    /// <summary>Determines whether a user namespace is the private one of this process.</summary>
    internal static bool IsOwn(NamespaceIdentity user)
    {
        lock (s_sync)
        {
            return s_own?.Identity == user;
        }
    }

    /// <summary>Makes a call in a network namespace through the helper process of the user namespace that owns it.</summary>
    /// <exception cref="NamespaceCallException">The call failed.</exception>
    internal static T Run<T>(NamespaceHandle target, Func<HelperProcess, T> call) => Retry(() => For(target), call);

    /// <summary>Uses a new helper process for the user namespace that owns a network namespace, as long as the handle is open.</summary>
    internal static void Use(NamespaceHandle target, HelperProcess helper)
    {
        lock (s_sync)
        {
            Lease(target, helper);
        }
    }

    /// <summary>Reaps the process of a helper process whose last lease has ended.</summary>
    internal static void Forget(HelperProcess retired)
    {
        retired.Dispose();
        lock (s_sync)
        {
            // The user namespace may have got a new helper process meanwhile.
            NamespaceIdentity user = retired.User.Identity;
            if (s_helpers.TryGetValue(user, out HelperProcess? helper) && helper == retired)
            {
                s_helpers.Remove(user);
            }
        }
    }

    private static T Retry<T>(Func<HelperProcess> find, Func<HelperProcess, T> call)
    {
        try
        {
            return call(find());
        }
        catch (Exception e) when (e is HelperProcessGoneException or ObjectDisposedException)
        {
            try
            {
                return call(find());
            }
            catch (HelperProcessGoneException)
            {
                throw new LinuxException(
                    Errno.ETIMEDOUT, "open something in a network namespace", null,
                    "The helper process was stopped or killed twice. Root of the user namespace can do that.");
            }
        }
    }

    private static HelperProcess Own()
    {
        lock (s_sync)
        {
            if (s_own is not null)
            {
                return Usable(s_own.Identity) ?? Add(HelperProcess.Start(s_own));
            }

            HelperProcess helper = Add(HelperProcess.Start(user: null));
            using DescriptorLease lease = new(helper.User);
            s_own = NamespaceHandle.Open($"/proc/self/fd/{lease.Descriptor}");
            return helper;
        }
    }

    private static HelperProcess For(NamespaceHandle target)
    {
        using NamespaceHandle? owner = NamespaceRelations.Owner(target);
        lock (s_sync)
        {
            if (owner is null)
            {
                throw new NamespaceCallException(Errno.EPERM, entering: true);
            }

            HelperProcess? helper = Usable(owner.Identity);
            return helper is not null && (owner.Identity == s_own?.Identity || TryLease(target, helper)) ? helper : StartFor(target, owner);
        }
    }

    private static HelperProcess StartFor(NamespaceHandle target, NamespaceHandle owner)
    {
        using NamespaceHandle current = NamespaceHandle.Open("/proc/thread-self/ns/user");
        return owner.Identity == current.Identity ? throw new NamespaceCallException(Errno.EPERM, entering: true)
            : owner.Identity == s_own?.Identity ? Own()
            : Lease(target, HelperProcess.Start(owner));
    }

    private static HelperProcess Lease(NamespaceHandle target, HelperProcess helper)
    {
        Add(helper);
        // No other lease can have ended, since the helper process is new.
        TryLease(target, helper);
        return helper;
    }

    /// <summary>Makes a handle keep a helper process until the handle is disposed of or collected.</summary>
    /// <returns>False when the helper process has ended.</returns>
    private static bool TryLease(NamespaceHandle target, HelperProcess helper)
    {
        if (target.Companion is HelperProcessLease held && held.IsOf(helper))
        {
            return true;
        }

        HelperProcessLease? lease = helper.TryLease();
        if (lease is not null)
        {
            target.SetCompanion(lease);
        }

        return lease is not null;
    }

    private static HelperProcess? Usable(NamespaceIdentity user) => s_helpers.TryGetValue(user, out HelperProcess? helper) && helper.IsUsable ? helper : null;

    private static HelperProcess Add(HelperProcess helper)
    {
        if (s_helpers.Remove(helper.User.Identity, out HelperProcess? gone))
        {
            gone.Dispose();
        }

        s_helpers.Add(helper.User.Identity, helper);
        return helper;
    }
}
