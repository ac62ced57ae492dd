namespace LinuxNamespaces.Lab;

/// <summary>Specifies the topology file of <see cref="NetworkLab.ToContainerlab"/>.</summary>
public sealed record ContainerlabOptions
{
    internal static ContainerlabOptions Default { get; } = new();

    /// <summary>Gets the name of the topology: a DNS label (RFC 1123) in lower case. Defaults to <c>lab</c>.</summary>
    /// <exception cref="ArgumentException">The name is not a DNS label.</exception>
    public string Name { get; init => field = ExportNames.RequireLabel(value, nameof(Name)); } = "lab";

    /// <summary>Gets the image of all nodes, which has to have <c>sh</c>, <c>sleep</c>, <c>ip</c> and <c>sysctl</c>. Defaults to <c>alpine:3</c>.</summary>
    /// <exception cref="ArgumentException">The image is empty, or has white space.</exception>
    public string Image { get; init => field = ExportNames.RequireImage(value, nameof(Image)); } = ExportNames.DefaultImage;
}
