using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>The capabilities in the sandbox: all of root's, none of others', but for what is added and dropped.</summary>
internal sealed class BwrapCapabilities
{
    private readonly HashSet<Capability> _kept = UserDatabase.User == 0 ? [.. CapabilitySets.GetPermittedOfCaller()] : [];
    private bool _isChanged = UserDatabase.User != 0;

    internal void Add(string name)
    {
        _isChanged = true;
        _kept.UnionWith(Parse(name));
    }

    internal void Drop(string name)
    {
        _isChanged = true;
        _kept.ExceptWith(Parse(name));
    }

    /// <summary>What the library is to set; null leaves all.</summary>
    /// <param name="inUserNamespace">Whether the sandbox is in another user namespace, where its processes could have all of them.</param>
    internal CapabilitySets? ToSets(bool inUserNamespace)
    {
        // A process cannot pass on capabilities that it lacks.
        if (!inUserNamespace && (!_isChanged || !_kept.IsSubsetOf(CapabilitySets.GetPermittedOfCaller())))
        {
            return null;
        }

        IReadOnlyCollection<Capability> passed = _isChanged ? _kept : [];
        return new CapabilitySets { Bounding = inUserNamespace ? _kept : null, Permitted = _kept, Effective = _kept, Inheritable = passed, Ambient = passed };
    }

    private static IEnumerable<Capability> Parse(string name)
    {
        if (name.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            return CapabilitySets.GetSupported();
        }

        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && CapabilitySets.GetSupported().Contains((Capability)number))
        {
            return [(Capability)number];
        }

        string plain = name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name[4..] : string.Empty;
        return Enum.TryParse(plain.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true, out Capability capability)
            ? [capability]
            : throw new ToolException($"unknown cap: {name}");
    }
}
