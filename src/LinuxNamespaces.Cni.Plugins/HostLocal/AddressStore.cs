using System.Globalization;
using System.Net;
using System.Text;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The addresses of a network that are given away: a directory with a file for each, as the reference plugin keeps them.</summary>
/// <remarks>The caller holds the lock while it uses an instance. A process that is killed leaves every file as it was or as it was to be.</remarks>
internal sealed class AddressStore : IDisposable
{
    internal const string DefaultDirectory = "/var/lib/cni/networks";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LastReserved = "last_reserved_ip.";
    private const string OwnerPrefix = ".owner-";

    private readonly string _directory;
    private readonly StoreLock _lock;

    private AddressStore(string directory)
    {
        _directory = directory;
        _lock = StoreLock.Take(directory);
    }

    /// <summary>Opens the store of a network, and creates it if need be.</summary>
    internal static AddressStore Open(string? dataDirectory, string network)
    {
        string directory = DirectoryOf(dataDirectory, network);
        Directory.CreateDirectory(directory);
        return new AddressStore(directory);
    }

    /// <summary>Opens the store of a network; null if there is none.</summary>
    internal static AddressStore? Find(string? dataDirectory, string network) =>
        DirectoryOf(dataDirectory, network) is var directory && Directory.Exists(directory) ? new AddressStore(directory) : null;

    internal Dictionary<IPAddress, Reservation> ReadAll()
    {
        Dictionary<IPAddress, Reservation> reservations = [];
        foreach (string path in Directory.EnumerateFiles(_directory))
        {
            if (IPAddress.TryParse(Path.GetFileName(path), out IPAddress? address))
            {
                string[] lines = File.ReadAllText(path).Trim().Split('\n', StringSplitOptions.TrimEntries);
                reservations[address] = new Reservation(address, lines[0], lines.Length > 1 ? lines[1] : null);
            }
        }

        return reservations;
    }

    internal void Reserve(IPAddress address, CniAttachmentId id, ReservationOwner owner, int setIndex)
    {
        Write(OwnerPrefix + address, owner.ToText());
        // The line break of the reference plugin, which compares the whole text.
        Write(address.ToString(), $"{id.ContainerId}\r\n{id.InterfaceName}");
        Write(LastReserved + setIndex.ToString(CultureInfo.InvariantCulture), address.ToString());
    }

    internal void Release(IPAddress address)
    {
        // The owner last: a reservation without one would never be found to be gone.
        File.Delete(PathOf(address.ToString()));
        File.Delete(PathOf(OwnerPrefix + address));
    }

    internal bool IsGone(Reservation reservation)
    {
        if (reservation.ContainerId.Length == 0)
        {
            return true;
        }

        try
        {
            return ReservationOwner.Parse(File.ReadAllText(PathOf(OwnerPrefix + reservation.Address)))?.IsGone() ?? false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    internal IPAddress? LastReservedOf(int setIndex)
    {
        try
        {
            return IPAddress.TryParse(File.ReadAllText(PathOf(LastReserved + setIndex.ToString(CultureInfo.InvariantCulture))).Trim(), out IPAddress? address) ? address : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string DirectoryOf(string? dataDirectory, string network) => Path.Combine(string.IsNullOrEmpty(dataDirectory) ? DefaultDirectory : dataDirectory, network);

    private string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>Writes a file as a whole. There is one writer at a time, so what a killed one has left is overwritten.</summary>
    private void Write(string name, string text)
    {
        string temporary = PathOf(".new");
        try
        {
            using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerOnly }))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
            }

            File.Move(temporary, PathOf(name), overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }
}
