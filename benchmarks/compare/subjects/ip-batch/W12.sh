. "$(dirname "$0")/common.sh"
echo "create $(seq -f 'netns add compare-%g' 0 19 | measure 20)"
echo "delete $(seq -f 'netns del compare-%g' 0 19 | measure 20)"
