using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>The changes of flow tables.</content>
public sealed partial class NftTransaction
{
    /// <summary>Adds a flow table. One that exists gets the links in addition (kernel 5.8).</summary>
    /// <param name="flowTable">The flow table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftFlowTable flowTable) => AddFlowTable(flowTable, "add flow table", Linux.NLM_F_CREATE);

    /// <summary>Adds a flow table that does not exist; otherwise the transaction fails (EEXIST).</summary>
    /// <param name="flowTable">The flow table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Create(NftFlowTable flowTable) => AddFlowTable(flowTable, "create flow table", Exclusive);

    /// <summary>Deletes a flow table, which no rule uses.</summary>
    /// <param name="flowTable">The flow table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftFlowTable flowTable)
    {
        ArgumentNullException.ThrowIfNull(flowTable);
        Add(NftFlowTableMessages.WriteDelete(_buffer, flowTable), new NetlinkOperation("delete flow table", flowTable), flowTable);
    }

    private void AddFlowTable(NftFlowTable flowTable, string verb, int flags)
    {
        ArgumentNullException.ThrowIfNull(flowTable);
        Add(NftFlowTableMessages.Write(_buffer, flowTable, flags), new NetlinkOperation(verb, flowTable), flowTable);
    }
}
