using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>A program's end of a TUN or TAP link: it reads the packets that the kernel sends by the link, and writes those that the kernel receives.</summary>
/// <remarks>
/// <para>
/// A read returns one packet and a write sends one. Reads and writes can be made by several threads at once. No thread is blocked while a read waits;
/// one thread of the library waits for all devices. A program that reads too slowly loses packets, of which the kernel keeps
/// <see cref="LinkInfo.TransmitQueueLength"/>.
/// </para>
/// <para>
/// A link that is not persistent ends when the last of its devices is disposed. The library opens <c>/dev/net/tun</c> for it in the namespace, and the
/// caller needs permission for this file. Creation needs CAP_NET_ADMIN in the user namespace that owns the network namespace.
/// </para>
/// <para>See the kernel's networking/tuntap.rst.</para>
/// </remarks>
/// <example>
/// <code>
/// using TunDevice tun = TunDevice.Create(red, "tun0");
/// tun.Link.AddAddress("10.0.0.1/24");
/// tun.Link.Up();
/// byte[] packet = new byte[TunDevice.MaxPacketLength];
/// int length = await tun.ReadAsync(packet, cancellationToken);
/// </code>
/// </example>
public sealed class TunDevice : IDisposable
{
    /// <summary>The length of a buffer that every packet fits, with all of its headers, in bytes.</summary>
    public const int MaxPacketLength = 65_600;

    private const string Path = "/dev/net/tun";

    private readonly SafeFileHandle _file;
    private readonly DescriptorReadiness _readiness;
    private readonly Lazy<TunPacketReader> _reader;

    private TunDevice(SafeFileHandle file, TunLink link)
    {
        _file = file;
        _readiness = new DescriptorReadiness(file, this);
        _reader = new Lazy<TunPacketReader>(() => new TunPacketReader(this));
        Link = link;
    }

    /// <summary>Gets the link.</summary>
    public TunLink Link { get; }

    /// <summary>
    /// Gets a reader each of whose reads returns one packet. The rest of a packet that was examined to its end, and not consumed, is discarded.
    /// </summary>
    public PipeReader Reader => _reader.Value;

    /// <summary>Creates a TUN or TAP link.</summary>
    /// <param name="netNamespace">The namespace of the link.</param>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The settings of the link; a TUN link without further headers if <see langword="null"/>.</param>
    /// <returns>The device. Its link is down.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="LinuxException">
    /// <c>/dev/net/tun</c> cannot be opened (EACCES, ENOENT); a link has the name (EBUSY); or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_TUN.</exception>
    public static TunDevice Create(NetNamespace netNamespace, string name, TunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(netNamespace);
        InterfaceName.Validate(name, nameof(name));
        options ??= TunOptions.Default;
        SafeFileHandle file = OpenFile(netNamespace);
        try
        {
            // A link of the name is not taken over.
            if (TunCalls.Attach(file, name, options.Flags | Linux.IFF_TUN_EXCL) is { } error)
            {
                throw Failure(error, $"create {KindOf(options.Mode)} link", name, netNamespace, ExplainCreation(netNamespace, name, error));
            }

            if (options.OwnerId is { } owner)
            {
                TunCalls.SetOwner(file, (uint)owner, name);
            }

            if (options.GroupId is { } group)
            {
                TunCalls.SetGroup(file, (uint)group, name);
            }

            TunLink link = netNamespace.Links.Get<TunLink>(name);
            if (options.IsPersistent)
            {
                TunCalls.SetPersistent(file, persistent: true, name);
                link.Refresh();
            }

            return new TunDevice(file, link);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Attaches to a persistent link that no program is attached to, or attaches a further queue to a link with several queues.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The device.</returns>
    /// <exception cref="LinuxException">
    /// <c>/dev/net/tun</c> cannot be opened (EACCES, ENOENT); a program is attached, and the link has a single queue (EBUSY); or CAP_NET_ADMIN is missing,
    /// and the caller is neither the owner nor of the group of the link (EPERM).
    /// </exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public static TunDevice Open(TunLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        SafeFileHandle file = OpenFile(link.Namespace);
        try
        {
            link.Refresh();
            TunInfo settings = link.Settings;
            int flags = TunOptions.FlagsOf(settings.Mode, settings.HasPacketInformation, settings.HasVirtioHeader, settings.IsMultiQueue);
            if (TunCalls.Attach(file, link.Name, flags) is { } error)
            {
                throw Failure(
                    error, $"attach to {KindOf(settings.Mode)} link", link.Name, link.Namespace,
                    error == Errno.EBUSY ? "A program is attached to the link. A link that is created with TunOptions.IsMultiQueue can have several." : null);
            }

            // If the link was deleted before, the kernel has created another one, which ends with the descriptor.
            link.Refresh();
            return new TunDevice(file, link);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Sets whether the link stays when no program is attached to it any more.</summary>
    /// <param name="isPersistent">Whether it stays.</param>
    /// <exception cref="LinuxException">The link has been deleted (EBADFD).</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public void SetPersistent(bool isPersistent)
    {
        ThrowIfDisposed();
        TunCalls.SetPersistent(_file, isPersistent, Link.Name);
        Link.Refresh();
    }

    /// <summary>Reads a packet if there is one.</summary>
    /// <param name="buffer">The buffer for the packet; <see cref="MaxPacketLength"/> bytes hold every packet.</param>
    /// <param name="length">The length of the packet, with its headers; 0 if there is none.</param>
    /// <returns><see langword="false"/> if there is no packet.</returns>
    /// <exception cref="InvalidDataException">The packet does not fit the buffer, and is lost.</exception>
    /// <exception cref="LinuxException">The link has been deleted (EBADFD).</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public bool TryRead(Span<byte> buffer, out int length)
    {
        ThrowIfDisposed();
        Errno? error = TunCalls.TryRead(_file, buffer, out length);
        return error is null
            ? length <= buffer.Length ? true : throw new InvalidDataException($"A packet of link {PrintableText.Quote(Link.Name)} does not fit the buffer of {buffer.Length} bytes.")
            : error == Errno.EAGAIN ? false : throw Failure(error.Value, "read a packet of link");
    }

    /// <summary>Writes a packet if the kernel has room for it.</summary>
    /// <param name="packet">The packet, with its headers.</param>
    /// <returns><see langword="false"/> if there is no room.</returns>
    /// <exception cref="LinuxException">
    /// The packet is too short or not one of IP (EINVAL), the link is down (EIO), or it has been deleted (EBADFD).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public bool TryWrite(ReadOnlySpan<byte> packet)
    {
        ThrowIfDisposed();
        return TunCalls.TryWrite(_file, packet) is not { } error || (error == Errno.EAGAIN ? false : throw Failure(error, "write a packet to link"));
    }

    /// <summary>Reads a packet, and waits for it if there is none.</summary>
    /// <param name="buffer">The buffer for the packet; <see cref="MaxPacketLength"/> bytes hold every packet.</param>
    /// <param name="cancellationToken">Cancels the wait. No packet is lost by it.</param>
    /// <returns>The length of the packet, with its headers.</returns>
    /// <inheritdoc cref="TryRead" path="/exception"/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(buffer.Span, out int length))
            {
                return length;
            }

            await _readiness.WaitAsync(forWriting: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads packets until the enumeration ends.</summary>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The packets, with their headers. A packet is valid until the next one.</returns>
    /// <exception cref="LinuxException">The link has been deleted (EBADFD).</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] buffer = new byte[MaxPacketLength];
        while (true)
        {
            int length = await ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            yield return buffer.AsMemory(0, length);
        }
    }

    /// <summary>Writes a packet, and waits if the kernel has no room for it.</summary>
    /// <param name="packet">The packet, with its headers.</param>
    /// <param name="cancellationToken">Cancels the wait. The packet is then not written.</param>
    /// <returns>A task that ends when the packet is written.</returns>
    /// <inheritdoc cref="TryWrite" path="/exception"/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!TryWrite(packet.Span))
        {
            await _readiness.WaitAsync(forWriting: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gets the device as a stream. Each read returns one packet, and each write sends one.</summary>
    /// <returns>The stream, which belongs to this object: closing it does nothing. A packet that does not fit the buffer of a read is an error.</returns>
    public Stream AsStream() => new TunStream(this);

    /// <summary>Closes the device, which ends all waits. The link is deleted unless it is persistent or another device is attached to it.</summary>
    public void Dispose()
    {
        _readiness.Dispose();
        _file.Dispose();
    }

    private static SafeFileHandle OpenFile(NetNamespace netNamespace)
    {
        ObjectDisposedException.ThrowIf(netNamespace.Handle.IsClosed, netNamespace);
        try
        {
            return NamespaceOpener.OpenFile(netNamespace.Handle, Path, Linux.O_RDWR | Linux.O_NONBLOCK, netNamespace.ToString(), ExplainFile);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENODEV || e.Errno == Errno.ENXIO)
        {
            throw new NotSupportedException($"{e.Message} The kernel lacks {TunLink.Kind.Feature}.", e);
        }
    }

    private static string? ExplainFile(Errno error) =>
        error == Errno.EACCES ? $"This user may not open {Path}. Run as root, or let root permit it, as most distributions do: chmod 666 {Path}."
        : error == Errno.ENOENT ? $"There is no {Path}. In a container, pass the device on to it; elsewhere let root load the module: modprobe tun. The kernel has it with CONFIG_TUN."
        : null;

    private static string? ExplainCreation(NetNamespace netNamespace, string name, Errno error) =>
        error == Errno.EBUSY || error == Errno.EEXIST
            ? netNamespace.Links.Find(name)?.Info.Kind == TunLink.Kind.Name ? "There is a link with this name; TunDevice.Open attaches to it." : "There is a link with this name."
        : error == Errno.EPERM && RightsOver.Has(netNamespace.Handle, Linux.CAP_NET_ADMIN) == false
            ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace."
        : null;

    private static LinuxException Failure(Errno error, string operation, string name, NetNamespace netNamespace, string? remedy) =>
        new(error, operation, name, remedy, detail: $" in '{netNamespace}'");

    private static string KindOf(TunMode mode) => mode == TunMode.Tap ? "TAP" : "TUN";

    private LinuxException Failure(Errno error, string operation) => Failure(
        error, operation, Link.Name, Link.Namespace,
        error == Errno.EBADFD ? "The link has been deleted."
        : error == Errno.EIO ? "The link is down; Up sets it up."
        : error == Errno.EINVAL ? "The packet is not one that the link takes: TUN links take IP packets and TAP links Ethernet frames, with the headers that TunInfo tells."
        : null);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_file.IsClosed, this);
}
