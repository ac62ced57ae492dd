namespace LinuxNamespaces.Samples;

/// <summary>Root may create any namespace. Everybody else may create a user namespace, and in it, as its root, any other.</summary>
internal static class Rights
{
    private static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>The kind of namespace that is needed besides.</summary>
    public static NamespaceTypes Namespace => IsRoot ? NamespaceTypes.None : NamespaceTypes.User;

    /// <summary>The user and group IDs inside.</summary>
    public static IdMap? Map => IsRoot ? null : IdMap.CurrentUserAsRoot;

    /// <summary>The same for unshare(1).</summary>
    public static string Option => IsRoot ? string.Empty : "--user --map-root-user ";
}
