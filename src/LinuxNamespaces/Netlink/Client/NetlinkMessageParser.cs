namespace LinuxNamespaces.Netlink;

/// <summary>Makes an object of a message.</summary>
/// <typeparam name="T">The type of the object.</typeparam>
/// <param name="message">The message, which is valid until the method returns.</param>
/// <returns>The object; <see langword="null"/> if the message is not of interest.</returns>
public delegate T? NetlinkMessageParser<T>(in NetlinkMessage message)
    where T : class;
