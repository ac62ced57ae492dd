using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A note of a namespace that can be written down, and by which it is found again while it lives. It does not keep it alive.</summary>
/// <remarks>
/// From kernel 6.18 on a namespace has a number that no other one ever gets (ioctl_nsfs(2), NS_GET_ID), and is opened by it, if the caller is in it or has
/// CAP_SYS_ADMIN over it, which newer kernels demand over the whole machine. Otherwise it is found only where a visible process is in it or a path
/// leads to it; and before 6.18 only device and inode number tell namespaces apart, which the kernel gives to another one once the first is gone.
/// </remarks>
public sealed record NamespaceReference
{
    private const char Separator = ':';
    private const int Parts = 5;

    /// <summary>The kind: a single flag.</summary>
    public required NamespaceTypes Type { get; init; }

    /// <summary>Device and inode number.</summary>
    public required NamespaceIdentity Identity { get; init; }

    /// <summary>The number that no other namespace ever gets while the machine runs; null before kernel 6.18.</summary>
    public ulong? Id { get; init; }

    /// <summary>Which run of the machine it is of, as in <c>/proc/sys/kernel/random/boot_id</c>.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static NamespaceReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out NamespaceReference? reference) ? reference : throw new FormatException($"{PrintableText.Quote(text)} is no reference to a namespace.");
    }

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">The reference; null when it is none.</param>
    /// <returns>Whether it is one.</returns>
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

    /// <summary>Opens the namespace, if it still lives.</summary>
    /// <returns>The namespace, as an object of the class of its kind; null when it is gone, or cannot be found any more.</returns>
    public Namespace? TryOpen()
    {
        if (Boot != NamespaceFinder.Boot)
        {
            return null;
        }

        // Of one that the caller may not open by its number the kernel says that it is gone (ESTALE), though a process of his may be in it.
        NamespaceHandle? handle = (Id is { } id ? NamespaceHandle.TryOpenById(id, Type, Identity.Inode, out _) : null) ?? NamespaceFinder.Find(Type, Identity);
        if (handle is null || (handle.Identity == Identity && NamespaceCalls.UniqueId(handle) == Id))
        {
            return handle is null ? null : Namespace.FromHandle(handle);
        }

        handle.Dispose();
        return null;
    }

    /// <summary>All of it, as a text without white space that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Type.ProcName()}{Separator}{Identity.Device}{Separator}{Identity.Inode}{Separator}{Id}{Separator}{Boot:D}");

    private static bool TryParseNumber(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
