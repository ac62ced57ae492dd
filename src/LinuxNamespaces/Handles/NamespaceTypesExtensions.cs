namespace LinuxNamespaces;

/// <summary>What <see cref="NamespaceKinds"/> knows of a single flag.</summary>
internal static class NamespaceTypesExtensions
{
    /// <summary>Gets the name of a single kind under <c>/proc/PID/ns</c>; also the prefix in <c>net:[4026531833]</c>.</summary>
    internal static string ProcName(this NamespaceTypes type) => NamespaceKinds.Of(type).ProcName;

    /// <summary>Gets the name of the flag of a single kind, as in the manual.</summary>
    internal static string CloneFlagName(this NamespaceTypes type) => NamespaceKinds.Of(type).CloneFlag;
}
