namespace LinuxNamespaces.Lab;

/// <summary>Specifies the manifests of <see cref="NetworkLab.ToMeshnet"/>.</summary>
public sealed record MeshnetOptions
{
    // What is added to an identifier is a VXLAN identifier of 24 bits.
    private const int MaxLink = 16_000_000;

    internal static MeshnetOptions Default { get; } = new();

    /// <summary>Gets the name of the lab, which all objects have as the label <c>lab</c>: a DNS label (RFC 1123) in lower case. Defaults to <c>lab</c>.</summary>
    /// <exception cref="ArgumentException">The name is not a DNS label.</exception>
    public string Name { get; init => field = ExportNames.RequireLabel(value, nameof(Name)); } = "lab";

    /// <summary>Gets the Kubernetes namespace of all objects; <see langword="null"/> (the default) for the one that the manifests are applied to.</summary>
    /// <exception cref="ArgumentException">The name is not a DNS label.</exception>
    public string? Namespace { get; init => field = value is null ? null : ExportNames.RequireLabel(value, nameof(Namespace)); }

    /// <summary>Gets the image of all pods, which has to have <c>sh</c>, <c>sleep</c>, <c>ip</c> and <c>sysctl</c>. Defaults to <c>alpine:3</c>.</summary>
    /// <exception cref="ArgumentException">The image is empty, or has white space.</exception>
    public string Image { get; init => field = ExportNames.RequireImage(value, nameof(Image)); } = ExportNames.DefaultImage;

    /// <summary>
    /// Gets the identifier of the first link; 1 (the default) to 16000000. The others count up. meshnet-cni makes VXLAN identifiers of them, so two labs in one cluster need different ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int FirstLink
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(FirstLink));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxLink, nameof(FirstLink));
            field = value;
        }
    } = 1;
}
