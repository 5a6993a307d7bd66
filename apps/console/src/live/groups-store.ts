/** The user's copy groups, live. */
import { type Group, groupsSchema, type SocketMessages } from '@copydesk/api-contract';
import { create } from 'zustand';
import { type Book, readPages } from './book.ts';

interface GroupsState {
  /** Null until the first reading. */
  readonly list: readonly Group[] | null;
}

export const useGroups = create<GroupsState>(() => ({ list: null }));

export const groupsBook: Book = {
  kind: 'group',
  async read(signal) {
    const { items, asOf } = await readPages('/api/groups', groupsSchema, signal);
    return { asOf, install: () => useGroups.setState({ list: items }) };
  },
  apply(message) {
    const { groupId, group } = message as SocketMessages['group'];
    showGroup(groupId, group);
  },
};

/** Shows a group as an answer or an event gave it; an older version never replaces a newer one. */
export function showGroup(id: string, group: Group | null): void {
  useGroups.setState(({ list }) => {
    const held = list ?? [];
    if (group === null) return { list: held.filter((other) => other.id !== id) };
    const before = held.find((other) => other.id === id);
    if (before === undefined) return { list: [...held, group] };
    return { list: held.map((other) => (other.id === id && other.version <= group.version ? group : other)) };
  });
}
