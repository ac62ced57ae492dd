using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A serializable reference to a namespace, which can reopen the namespace while it exists. The reference does not keep it alive.</summary>
/// <remarks>
/// Since kernel 6.18, a namespace has a number that is never reused until the next boot (ioctl_nsfs(2), NS_GET_ID). The number opens the namespace if the caller
/// is in it or has CAP_SYS_ADMIN over it; newer kernels require CAP_SYS_ADMIN in the first user namespace. Otherwise the namespace is found only if it contains a
/// visible process or is mounted on a path. Before kernel 6.18, only the device and inode number identify a namespace, and the kernel reuses inode numbers.
/// </remarks>
public sealed record NamespaceReference
{
    private const char Separator = ':';
    private const int Parts = 5;

    /// <summary>Gets the kind, as a single flag.</summary>
    public required NamespaceTypes Type { get; init; }

    /// <summary>Gets the device and inode number.</summary>
    public required NamespaceIdentity Identity { get; init; }

    /// <summary>Gets the number that the kernel never gives to another namespace until the next boot; <see langword="null"/> before kernel 6.18.</summary>
    public ulong? Id { get; init; }

    /// <summary>Gets the boot ID of the machine when the reference was created, as in <c>/proc/sys/kernel/random/boot_id</c>.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Parses the text that <see cref="ToString"/> returns.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="FormatException">The text is not a valid reference.</exception>
    public static NamespaceReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out NamespaceReference? reference) ? reference : throw new FormatException($"{PrintableText.Quote(text)} is not a valid reference to a namespace.");
    }

    /// <summary>Parses the text that <see cref="ToString"/> returns.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">The reference; <see langword="null"/> if the text is not valid.</param>
    /// <returns><see langword="true"/> if the text is a valid reference.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NamespaceReference? reference)
    {
        reference = null;
        string[] parts = text?.Split(Separator) ?? [];
        NamespaceKind? kind = parts.Length == Parts ? NamespaceKinds.List.FirstOrDefault(kind => kind.ProcName == parts[0]) : null;
        if (kind is null || !TryParseNumber(parts[1], out ulong device) || !TryParseNumber(parts[2], out ulong inode) || !Guid.TryParseExact(parts[4], "D", out Guid boot))
        {
            return false;
        }

        ulong id = 0;
        if (parts[3].Length > 0 && !TryParseNumber(parts[3], out id))
        {
            return false;
        }

        reference = new NamespaceReference { Type = kind.Type, Identity = new NamespaceIdentity(device, inode), Id = parts[3].Length > 0 ? id : null, Boot = boot };
        return true;
    }

    /// <summary>Opens the namespace if it still exists.</summary>
    /// <returns>The namespace, as an instance of the class of its kind; <see langword="null"/> if it no longer exists or cannot be found.</returns>
    public Namespace? TryOpen()
    {
        if (Boot != NamespaceFinder.Boot)
        {
            return null;
        }

        // The kernel also returns ESTALE for a namespace that the caller may not open by its number, though a process of the caller may be in it.
        NamespaceHandle? handle = (Id is { } id ? NamespaceHandle.TryOpenById(id, Type, Identity.Inode, out _) : null) ?? NamespaceFinder.Find(Type, Identity);
        if (handle is null || (handle.Identity == Identity && NamespaceCalls.UniqueId(handle) == Id))
        {
            return handle is null ? null : Namespace.FromHandle(handle);
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Returns the reference as text without white space, which <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Type.ProcName()}{Separator}{Identity.Device}{Separator}{Identity.Inode}{Separator}{Id}{Separator}{Boot:D}");

    private static bool TryParseNumber(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
