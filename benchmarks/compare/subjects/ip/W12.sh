. "$(dirname "$0")/common.sh"
i=0
create() { ip netns add "compare-$i"; i=$((i + 1)); }
delete() { ip netns del "compare-$i"; i=$((i + 1)); }
echo "create $(measure 20 1 create)"
echo "delete $(measure 20 1 delete)"
