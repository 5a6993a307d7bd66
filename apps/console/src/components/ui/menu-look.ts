/** How menus look, wherever they open. */

export const MENU_BOX = 'z-30 min-w-48 rounded-box border border-line bg-panel p-1 shadow-pop';

export const MENU_ITEM =
  'flex h-7 cursor-pointer items-center gap-2 rounded-box px-2 text-control outline-none data-highlighted:bg-selected data-disabled:cursor-default data-disabled:text-muted phone:h-11';
