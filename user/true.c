/* SPDX-License-Identifier: MIT */
/* true - succeed */
int main(void)
{
	return 0;
}
