using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.Membership;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>A node of a Raft cluster on a host of a lab, over TCP.</summary>
internal sealed class RaftNode : IAsyncDisposable
{
    internal const int Port = 3262;

    private readonly RaftCluster _cluster;
    private readonly WriteAheadLog _log;
    private readonly History _history;
    private readonly Connector _connector;

    private RaftNode(LabHost host, IEnumerable<LabHost> members, DirectoryInfo directory)
    {
        Host = host;
        _connector = new Connector(host);
        SocketTransportOptions sockets = new() { CreateBoundListenSocket = host.CreateBoundListenSocket };
        RaftCluster.CustomTransportConfiguration configuration = new(
            new IPEndPoint(host.Address, Port), new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance), _connector)
        {
            LowerElectionTimeout = 300,
            UpperElectionTimeout = 600,
            RequestTimeout = TimeSpan.FromMilliseconds(250),
            ConnectTimeout = TimeSpan.FromMilliseconds(250),
            ColdStart = false,
            // In memory.
            ConfigurationStorage = null,
        };
        InMemoryClusterConfigurationStorage<EndPoint>.Builder builder = ((InMemoryClusterConfigurationStorage<EndPoint>)configuration.ConfigurationStorage!).CreateInitialConfigurationBuilder();
        builder.UnionWith(members.Select(member => new IPEndPoint(member.Address, Port)));
        builder.Build();
        _history = new History(directory);
        _log = new WriteAheadLog(new WriteAheadLog.Options { Location = directory.FullName }, _history);
        _cluster = new RaftCluster(configuration) { AuditTrail = _log };
    }

    internal LabHost Host { get; }

    internal bool IsLeader => !_cluster.LeadershipToken.IsCancellationRequested;

    internal long Term => _cluster.Term;

    /// <summary>What the node takes for agreed.</summary>
    internal IReadOnlyList<AgreedEntry> Entries => _history.Entries;

    internal static async Task<RaftNode> StartAsync(LabHost host, IEnumerable<LabHost> members, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        RaftNode node = new(host, members, directory);
        await node._cluster.StartAsync(cancellationToken);
        return node;
    }

    /// <summary>Adds an entry as the leader.</summary>
    /// <returns>Whether the majority has it. If not, it may become agreed all the same.</returns>
    internal async Task<bool> TryAddAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            BinaryLogEntry entry = new() { Content = Encoding.UTF8.GetBytes($"{Host.Name} {text}"), Term = _cluster.Term };
            await _cluster.ReplicateAsync(entry, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAsync(CancellationToken.None);
        await _cluster.DisposeAsync();
        await _log.DisposeAsync();
        await _history.DisposeAsync();
        _connector.Dispose();
    }

    private sealed class Connector(LabHost host) : IConnectionFactory, IDisposable
    {
        private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

        public void Dispose() => _contexts.Dispose();

        public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            Socket socket = host.CreateSocket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken);
                return _contexts.Create(socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Everything that was agreed, in its order.</summary>
    private sealed class History(DirectoryInfo directory) : SimpleStateMachine(directory)
    {
        private readonly Lock _sync = new();
        private readonly List<AgreedEntry> _entries = [];

        internal IReadOnlyList<AgreedEntry> Entries
        {
            get
            {
                lock (_sync)
                {
                    return [.. _entries];
                }
            }
        }

        protected override ValueTask<bool> ApplyAsync(LogEntry entry, CancellationToken token)
        {
            if (entry.TryGetPayload(out ReadOnlySequence<byte> payload) && !payload.IsEmpty)
            {
                lock (_sync)
                {
                    _entries.Add(new AgreedEntry(entry.Index, entry.Term, Encoding.UTF8.GetString(payload)));
                }
            }

            // No snapshots: the whole history stays in the log.
            return ValueTask.FromResult(false);
        }

        protected override ValueTask RestoreAsync(FileInfo snapshotFile, CancellationToken token) => ValueTask.CompletedTask;

        protected override ValueTask PersistAsync(IAsyncBinaryWriter writer, CancellationToken token) => ValueTask.CompletedTask;
    }
}
