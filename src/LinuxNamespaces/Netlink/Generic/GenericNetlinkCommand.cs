namespace LinuxNamespaces.Netlink;

/// <summary>Describes a command of a generic netlink family.</summary>
public sealed class GenericNetlinkCommand
{
    internal GenericNetlinkCommand(int number, GenericNetlinkCommandFlags flags)
    {
        Number = number;
        Flags = flags;
    }

    /// <summary>Gets the number of the command.</summary>
    public int Number { get; }

    /// <summary>Gets how the command can be used, and by which users.</summary>
    public GenericNetlinkCommandFlags Flags { get; }

    /// <summary>Returns the number and the flags.</summary>
    /// <returns>A text such as <c>3 (Do, Dump)</c>.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Number} ({Flags})");
}
