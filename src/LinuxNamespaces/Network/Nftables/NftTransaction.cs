using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Collects changes of the rules that the kernel makes all together, or not at all.</summary>
/// <remarks>
/// Changes are made in their order when <see cref="Commit"/> is called. If the kernel rejects one of them, nothing changes. A transaction
/// that is disposed without a commit has no effect. An instance must not be used by several threads at once.
/// </remarks>
/// <example>
/// <code>
/// using NftTransaction change = host.Nftables.BeginTransaction();
/// change.Add(table);
/// change.Add(chain);
/// change.Add(new NftRule(chain, NftMatch.Udp.DestinationPort(53), NftAction.Drop));
/// change.Commit();
/// </code>
/// </example>
public sealed partial class NftTransaction : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly NetfilterConnection _connection;
    private readonly NetlinkBatch _batch = new() { SingleDatagram = true };
    private readonly List<object?> _subjects = [];
    private readonly byte[] _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly List<NftRule>? _rules;
    private uint _nextSetId = 1;
    private bool _isOver;
    private bool _isDisposed;

    /// <param name="generation">The generation that the ruleset must have; null for any.</param>
    /// <param name="returnRules">Whether the kernel returns the rules that are added.</param>
    internal NftTransaction(NetfilterConnection connection, uint? generation, bool returnRules)
    {
        _connection = connection;
        _rules = returnRules ? [] : null;
        Add(Nfnetlink.WriteBegin(_buffer, Nfnetlink.NFNL_SUBSYS_NFTABLES, generation), new NetlinkOperation("change the ruleset"), null, acknowledge: false);
    }

    /// <summary>Gets the number of changes.</summary>
    public int Count => _batch.Count - 1;

    /// <summary>Gets the number of bytes of all changes. The kernel takes them as one message.</summary>
    internal int Length { get; private set; }

    /// <summary>Makes the changes.</summary>
    /// <returns>The rules that were added, inserted or replaced, with their handles, in their order; empty if the transaction does not return rules.</returns>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks a feature. The message names its option or version.</exception>
    /// <exception cref="NetlinkException">
    /// The kernel rejected a change; the exception is about the first of them. The ruleset is not of the expected generation (ERESTART), an
    /// object exists (EEXIST) or does not exist (ENOENT), is in use (EBUSY), or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    /// <exception cref="LinuxException">The changes are longer than the kernel accepts (EMSGSIZE).</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    public IReadOnlyList<NftRule> Commit()
    {
        ThrowIfOver();
        if (Count == 0)
        {
            _isOver = true;
            return [];
        }

        // The kernel acknowledges the last change. Success is that, and no error before it.
        Add(Nfnetlink.WriteEnd(_buffer, Nfnetlink.NFNL_SUBSYS_NFTABLES), new NetlinkOperation("change the ruleset"), null, acknowledge: false);
        _isOver = true;
        NetlinkBatchResult result;
        try
        {
            result = _connection.Execute(_batch, (int _, in NetlinkMessage message) =>
            {
                if (_rules is not null && NftParser.ParseRule(message) is { } rule)
                {
                    _rules.Add(rule);
                }
            });
        }
        catch (LinuxException e) when (e.Errno == Errno.EMSGSIZE)
        {
            throw new LinuxException(e.Errno, "change the ruleset", null, $"The changes have {Length} bytes. Make them in several transactions, or raise the sysctl net.core.wmem_max.", detail: $" in '{_connection.Name}'");
        }

        if (!result.Succeeded)
        {
            (int index, NetlinkException failure) = result.Failures.First();
            throw NftFeatures.Explain(_connection, _subjects[index], failure) ?? (Exception)failure;
        }

        return _rules ?? [];
    }

    /// <summary>Ends the transaction. Changes that were not committed are discarded.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _isOver = true;
            _batch.Clear();
            System.Buffers.ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private void Add(scoped in NetlinkMessageWriter message, in NetlinkOperation operation, object? subject, bool acknowledge = true)
    {
        ThrowIfOver();
        _batch.Add(message, operation, acknowledge);
        _subjects.Add(subject);
        Length += message.Length;
    }

    private void ThrowIfOver()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The transaction is over. Begin another one.");
        }
    }
}
